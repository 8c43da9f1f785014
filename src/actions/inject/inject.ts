// SPDX-License-Identifier: Apache-2.0
import {basename, dirname} from 'node:path';
import {type ClusterFlagValues, openCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {injectFlags} from '../../cli/flags/inject.js';
import type {Session} from '../../cli/session.js';
import {usageMistake} from '../../errors.js';
import {gatherSources} from '../../inject/injector/gather.js';
import {injectFile} from '../../inject/injector/inject-file.js';
import {createInjector, type NamedText} from '../../inject/injector/injector.js';
import {ENABLE_NATIVE_SIDECARS} from '../../inject/pod/native-sidecars.js';
import {readFlagFile, writeFolder} from '../../io/files.js';
import type {Terminal} from '../../io/terminal.js';
import {quantity} from '../../quantity.js';
import {
  type InjectedWriter,
  injectedJson,
  injectedYaml,
  injectionDiff,
  skippedText,
} from '../../writer/inject/documents.js';
import {type RenderFlagValues, renderInputs} from '../manifest/inputs.js';

export type InjectFilesFlags = GlobalFlagValues & FlagValues<typeof injectFlags>;

/** Puts the proxy into the pods of files. */
export async function injectFiles(session: Session, flags: InjectFilesFlags): Promise<void> {
  checkFlags(flags);
  const files = await readFiles(flags.filename ?? [], session.terminal);
  const {sources, webhooks, warnings} = await gatherSources({
    files: filesOf(flags),
    render: rendering(flags, session.terminal),
    connect: () => connected(flags),
    lookup: {
      istioNamespace: flags.istioNamespace,
      meshConfigMap: flags.meshConfigMapName,
      injectConfigMap: flags.injectConfigMapName,
    },
    revision: flags.revision,
    nativeSidecars: session.terminal.env[ENABLE_NATIVE_SIDECARS],
  });
  const injector = await createInjector({...sources, compat: isCompatible(flags.compat)});
  session.terminal.err(warnings);
  let skipped = '';
  const documents = function* () {
    for (const file of files) {
      for (const document of injectFile(injector, file)) {
        for (const outcome of document.outcomes) skipped += skippedText(outcome);
        yield document;
      }
    }
  };
  if (flags.explain) {
    const {explanations} = await import('../../inject/injector/explain.js');
    const {explanationText} = await import('../../writer/inject/explanation.js');
    session.print(explanationText(explanations(injector, [...documents()], webhooks)));
    return;
  }
  const {write, file} = outputOf(flags);
  const text = write(documents());
  if (file === undefined) session.print(text);
  else await writeFolder(dirname(file), [{path: basename(file), text}]);
  if (skipped !== '') session.terminal.err(`\n${skipped}`);
}

/** `-o` names a format or, as in the reference, a file. */
function outputOf(flags: {diff?: boolean; output: string; compat?: string | undefined}): {
  write: InjectedWriter;
  file: string | undefined;
} {
  const isFormat = !isCompatible(flags.compat) && ['json', 'yaml'].includes(flags.output);
  const write = flags.diff ? injectionDiff : isFormat && flags.output === 'json' ? injectedJson : injectedYaml;
  return {write, file: flags.output === '' || isFormat ? undefined : flags.output};
}

function checkFlags(flags: {
  filename?: string[] | undefined;
  meshConfigFile?: string | undefined;
  meshConfigMapName: string;
  operatorFileName?: string | undefined;
}): void {
  const problems: string[] = [];
  if ((flags.filename ?? []).every((name) => name === ''))
    problems.push('filename not specified (see --filename or -f)');
  if (!flags.meshConfigFile && !flags.meshConfigMapName && !flags.operatorFileName) {
    problems.push('--meshConfigFile or --meshConfigMapName or --operatorFileName must be set');
  }
  if (problems.length === 0) return;
  const count = quantity(problems.length, 'error');
  throw usageMistake(`${count} occurred:\n${problems.map((problem) => `\t* ${problem}\n`).join('')}\n`);
}

async function readFiles(names: readonly string[], terminal: Terminal): Promise<NamedText[]> {
  const files: NamedText[] = [];
  for (const name of names) {
    const text = name === '-' ? await terminal.readStdin() : readFlagFile('filename', name);
    files.push({name: name === '-' ? 'standard input' : name, text});
  }
  return files;
}

function filesOf(flags: Partial<Record<'injectConfigFile' | 'valuesFile' | 'meshConfigFile', string | undefined>>) {
  const file = (flag: keyof typeof flags) => {
    const name = flags[flag];
    return name ? {name, text: readFlagFile(flag, name)} : undefined;
  };
  return {config: file('injectConfigFile'), values: file('valuesFile'), mesh: file('meshConfigFile')};
}

/** How to render the installation that the flags describe, where they describe one. */
function rendering(flags: RenderFlagValues & {operatorFileName?: string | undefined}, terminal: Terminal) {
  const {set, manifests, revision, compat, operatorFileName} = flags;
  if (!set?.length && !operatorFileName && !manifests) return undefined;
  return async () => {
    const [{renderManifest}, {validateInput}, {RELEASE}, {warningLines}] = await Promise.all([
      import('../../manifest/render.js'),
      import('../../manifest/validation/validate-input.js'),
      import('../../version/client-version.js'),
      import('../../writer/manifest/warnings.js'),
    ]);
    const filename = operatorFileName ? [operatorFileName] : [];
    const manifest = await renderManifest({
      ...(await renderInputs({set, manifests, revision, compat, filename}, terminal)),
      release: RELEASE,
      validate: validateInput,
      only: 'Pilot',
    });
    return {objects: manifest.objects, warnings: warningLines(manifest)};
  };
}

async function connected(flags: ClusterFlagValues) {
  return openCluster(flags);
}
