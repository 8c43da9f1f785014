// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {duration, integer, renderFlags} from '../cli/flags.js';
import {injectorSources} from '../cli/inject-sources.js';
import {IstioCommand} from '../cli/istio-command.js';
import {isCompatible} from '../cli/render-request.js';
import {IstioctlError} from '../errors.js';
import {injectFile} from '../inject/inject-file.js';
import {createInjector, type NamedText} from '../inject/injector.js';
import {readFlagFile, writeFolder} from '../io/files.js';
import type {Terminal} from '../io/terminal.js';
import {
  type InjectedWriter,
  injectedJson,
  injectedYaml,
  injectionDiff,
  skippedText,
} from '../writer/inject/documents.js';

const UNUSED = {hidden: true};

export default class KubeInject extends IstioCommand {
  static override summary = 'Put the Istio proxy into the workloads of manifests';
  static override description =
    `Workloads in FILE get the containers, volumes and labels that the injector of a cluster would give to their pods;
everything else stays as it is, byte for byte.

The injector's configuration comes from files, from an installation with the settings of --set, or from the
ConfigMaps of a running control plane; without a cluster, give --set or all three files.`;
  static override examples = [
    {
      description: 'In a pipeline, without a cluster',
      command: '<%= config.bin %> kube-inject -f app.yaml --set profile=demo',
    },
    {
      description: 'Why each workload is injected, and what decides on its proxy',
      command: '<%= config.bin %> kube-inject -f app.yaml --set profile=default --explain',
    },
  ];
  static override flags = {
    diff: Flags.boolean({summary: 'Print what injection changes in each workload'}),
    explain: Flags.boolean({summary: 'Print why each workload is injected or not, and what decides on its proxy'}),
    filename: Flags.string({
      char: 'f',
      summary: 'Manifests to inject; - is standard input; may be repeated',
      multiple: true,
      helpValue: 'FILE',
    }),
    injectConfigFile: Flags.string({
      summary: 'Injector configuration: the key "config" of the ConfigMap istio-sidecar-injector',
      helpValue: 'FILE',
    }),
    injectConfigMapName: Flags.string({hidden: true, default: 'istio-sidecar-injector'}),
    manifests: renderFlags.manifests,
    meshConfigFile: Flags.string({summary: 'Mesh configuration', helpValue: 'FILE'}),
    meshConfigMapName: Flags.string({
      summary: 'ConfigMap of the mesh configuration',
      default: 'istio',
      helpValue: 'NAME',
    }),
    operatorFileName: Flags.string({
      summary: 'IstioOperator file: inject with what an installation of it would use',
      helpValue: 'FILE',
    }),
    output: Flags.string({
      char: 'o',
      summary: 'yaml, json, or a file to write to',
      default: '',
      helpValue: 'FORMAT|FILE',
    }),
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
    set: Flags.string({
      char: 's',
      summary: 'Inject with what an installation with this setting would use; may be repeated',
      multiple: true,
      helpValue: 'PATH=VALUE',
    }),
    valuesFile: Flags.string({
      summary: 'Values of the injector: the key "values" of the ConfigMap istio-sidecar-injector',
      helpValue: 'FILE',
    }),
    // Of how the reference reaches the webhook; the ConfigMaps say the same.
    authority: Flags.string(UNUSED),
    'cert-dir': Flags.string(UNUSED),
    insecure: Flags.boolean(UNUSED),
    plaintext: Flags.boolean(UNUSED),
    timeout: duration({...UNUSED, default: 30_000}),
    webhookConfig: Flags.string({...UNUSED, default: 'istio-sidecar-injector'}),
    'xds-address': Flags.string(UNUSED),
    'xds-label': Flags.string(UNUSED),
    'xds-port': integer({...UNUSED, default: 15012}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(KubeInject);
    checkFlags(flags);
    const files = await readFiles(flags.filename ?? [], this.terminal);
    const {sources, webhooks, warnings} = await injectorSources(flags, this.terminal);
    const injector = await createInjector(sources);
    this.terminal.err(warnings);
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
      const {explanations} = await import('../inject/explain.js');
      const {explanationText} = await import('../writer/inject/explanation.js');
      this.print(explanationText(explanations(injector, [...documents()], webhooks)));
      return;
    }
    const {write, file} = outputOf(flags);
    const text = write(documents());
    if (file === undefined) this.print(text);
    else await writeFolder('.', [{path: file, text}]);
    if (skipped !== '') this.terminal.err(`\n${skipped}`);
  }
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
  const count = problems.length === 1 ? '1 error' : `${problems.length} errors`;
  throw new IstioctlError(`${count} occurred:\n${problems.map((problem) => `\t* ${problem}\n`).join('')}\n`);
}

async function readFiles(names: readonly string[], terminal: Terminal): Promise<NamedText[]> {
  const files: NamedText[] = [];
  for (const name of names) {
    const text = name === '-' ? await terminal.readStdin() : readFlagFile('filename', name);
    files.push({name: name === '-' ? 'standard input' : name, text});
  }
  return files;
}
