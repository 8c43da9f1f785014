// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {IstioctlError} from '../../../src/errors.js';
import type {InputFile} from '../../../src/manifest/input/operator-file.js';
import {isTree} from '../../../src/manifest/input/tree.js';
import {objectOf} from '../../../src/manifest/objects/object.js';
import {validateRendered} from '../../../src/manifest/validation/rendered.js';
import {validateInput} from '../../../src/manifest/validation/validate-input.js';
import {parseYamlDocuments} from '../../../src/yaml/parse.js';
import {merged} from './merged.js';

const goldens = '../shared/goldens';

interface Case {
  name: string;
  files: InputFile[];
  set: string[];
  exitCode: number;
}

interface GoldenCase {
  name: string;
  args: string[];
  suite?: string;
  exitCode?: number;
}

/** The cases whose flags and files concern validation. */
function cases(): Case[] {
  const read = (file: string) => JSON.parse(readFileSync(join(goldens, file), 'utf8'));
  const goldenCases = (file: string): GoldenCase[] => read(file);
  const manifest = goldenCases('manifest/cases.json').map((each) => {
    return toCase(each, 'manifest/input', read(`manifest/expected/${each.name}.json`).rc);
  });
  const live = goldenCases('install/cases.json')
    .filter(({suite}) => suite === 'live-extra')
    .map((each) => toCase(each, 'install', each.exitCode ?? 0));
  return [...manifest, ...live].filter((each) => each !== undefined);
}

function toCase({name, args}: GoldenCase, folder: string, exitCode: number): Case | undefined {
  const files: InputFile[] = [];
  const set: string[] = [];
  for (let i = 2; i < args.length; i += 2) {
    const value = args[i + 1] ?? '';
    if (args[i] === '--set') set.push(value);
    else if (args[i] === '--revision') set.push(`revision=${value}`);
    else if (args[i] === '-f') {
      const file = join(goldens, folder, value.replace('@', ''));
      if (!existsSync(file)) return undefined;
      files.push({name: basename(file), text: readFileSync(file, 'utf8')});
    } else return undefined;
  }
  return {name, files, set, exitCode};
}

function errors(each: Case, compat: boolean): string[] {
  try {
    const findings = validateInput(merged(each.files, each.set, compat), {compat});
    return findings.filter(({severity}) => severity === 'error').map(({path, message}) => `${path}: ${message}`);
  } catch (error) {
    if (error instanceof IstioctlError) return [error.message];
    throw error;
  }
}

/** Refused by the reference later, when it renders. */
const refusedInRendering =
  'bad-platform bad-compat compat-bad err-platform err-values-profile err-certprovider err-env-eq'.split(' ');

/** What we refuse and the reference renders, and why. */
const refusedByUsAlone: Readonly<Record<string, string>> = {
  'bad-hub': 'no image can be pulled from ":::"',
  'bad-meshconfig': 'unknown field',
  'cni-quota': 'the charts read resourceQuotas alone',
  'file-autoscaling_ingress_v2': 'Kubernetes wants the type of a metric',
  'templates-custom': 'a label value that YAML reads as a boolean',
};

describe.skipIf(!existsSync(goldens))('against what the reference accepted', () => {
  const all = existsSync(goldens) ? cases() : [];

  test('compat mode refuses what it refused, and nothing else', () => {
    expect(all.length).toBeGreaterThan(230);
    const accepted = all.filter(({exitCode}) => exitCode === 0);
    const refused = all.filter(({exitCode}) => exitCode !== 0);
    expect(accepted.map((each) => [each.name, errors(each, true)]).filter(([, found]) => found?.length)).toEqual([]);
    const missed = refused.filter((each) => errors(each, true).length === 0).map(({name}) => name);
    expect(missed.sort()).toEqual(refusedInRendering.toSorted());
  });

  test('strict mode refuses of what it accepted only what is named here', () => {
    const refused = all.filter((each) => each.exitCode === 0 && errors(each, false).length > 0);
    expect(refused.map(({name}) => name).sort()).toEqual(Object.keys(refusedByUsAlone).sort());
  });
});

const live = join(goldens, 'install/manifest-generate/live');

describe.skipIf(!existsSync(live))('rendered objects of the reference', () => {
  test('pass, but for those that its own test inputs spoil', () => {
    const found = new Set<string>();
    let objects = 0;
    for (const file of readdirSync(live).filter((name) => name.endsWith('.yaml'))) {
      const documents = parseYamlDocuments(readFileSync(join(live, file), 'utf8')).filter((value) => isTree(value));
      objects += documents.length;
      for (const {path, message} of validateRendered(documents.map((value) => objectOf('Base', value))))
        found.add(`${path}: ${message}`);
    }
    expect(objects).toBeGreaterThan(2000);
    expect([...found].sort()).toEqual([
      'ConfigMap/istio-system/istio data.extra: a map where a string is wanted',
      'Deployment/istio-system/istiod spec.newmap: unknown field',
      'HorizontalPodAutoscaler/istio-system/istio-ingressgateway spec.metrics[0]: "type" is missing',
      'HorizontalPodAutoscaler/istio-system/istio-ingressgateway spec.metrics[1]: "type" is missing',
      'ServiceAccount/istio-system/istio-reader-service-account spec: unknown field',
    ]);
  });
});
