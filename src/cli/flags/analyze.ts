// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type Level, levelNamed} from '../../analysis/model/level.js';
import {BadValue} from '../argv/flag-value.js';
import type {ClusterFlagValues} from '../cluster.js';
import {duration} from './global.js';

/** Error, Warning or Info, in any case. */
export const level = Flags.custom<Level>({
  helpValue: 'LEVEL',
  parse: async (text) => {
    const found = levelNamed(text);
    if (!found) throw new BadValue('must be Error, Warning or Info', {goReason: 'invalid level option'});
    return found;
  },
});

/** What `analyze` can be told. */
export const analyzeFlags = {
  'all-namespaces': Flags.boolean({char: 'A', summary: 'Show messages about all namespaces'}),
  analyzer: Flags.string({
    summary: 'Run only the analyzer of this name; may be repeated',
    multiple: true,
    helpValue: 'NAME',
  }),
  'as-complete': Flags.boolean({summary: 'The files are the whole cluster: what they do not hold does not exist'}),
  baseline: Flags.string({
    summary: 'Leave out messages that this file knows, which --write-baseline wrote',
    helpValue: 'FILE',
  }),
  color: Flags.boolean({summary: 'Colour the levels of messages; default where the output is a terminal'}),
  config: Flags.string({
    summary: 'Settings; default is .istioctl-analyze.yaml in this folder or the nearest above it',
    helpValue: 'FILE',
  }),
  explain: Flags.boolean({summary: 'Say what the messages of these codes mean; without codes, list all'}),
  'fail-fast': Flags.boolean({
    summary: 'Show nothing where time ran out; default is what was found until then, marked as incomplete',
  }),
  'failure-threshold': level({summary: 'Level of messages that makes the command fail; default Error'}),
  fix: Flags.boolean({
    summary: 'Repair files where there is exactly one right answer, after showing the changes and asking',
  }),
  helm: Flags.string({summary: 'Chart to analyze as helm template renders it', helpValue: 'CHART'}),
  'helm-values': Flags.string({
    summary: 'Values for the chart; may be repeated',
    multiple: true,
    helpValue: 'FILE',
  }),
  'ignore-unknown': Flags.boolean({summary: 'Do not fail for files that cannot be read'}),
  kustomize: Flags.string({
    summary: 'Folder to analyze as kustomize builds it; may be repeated',
    multiple: true,
    helpValue: 'DIR',
  }),
  'list-analyzers': Flags.boolean({char: 'L', summary: 'List the analyzers'}),
  meshConfigFile: Flags.string({summary: 'File with the configuration of the mesh', helpValue: 'FILE'}),
  meshNetworksFile: Flags.string({summary: 'File with the networks of the mesh', helpValue: 'FILE'}),
  output: Flags.string({
    char: 'o',
    summary:
      'Output format: log (default), json, yaml, sarif, github, gitlab, junit; with =FILE into a file; may be repeated',
    multiple: true,
    helpValue: 'FORMAT[=FILE]',
  }),
  'output-threshold': level({summary: 'Level of messages that are shown; default Info'}),
  recursive: Flags.boolean({char: 'R', summary: 'Without effect: folders are always walked'}),
  remote: Flags.string({
    summary: 'Which other clusters of the mesh are read: those that the control plane knows, or none',
    options: ['auto', 'none'],
    default: 'auto',
    helpValue: 'auto|none',
  }),
  'remote-contexts': Flags.string({
    summary: 'Further clusters, by context; may be repeated',
    multiple: true,
    helpValue: 'CONTEXT',
  }),
  require: Flags.string({
    summary: 'Fail with 80 where this analyzer was skipped, or any for all; may be repeated',
    multiple: true,
    helpValue: 'NAME',
  }),
  revision: Flags.string({
    char: 'r',
    summary: 'Revision whose resources are read from the cluster',
    default: 'default',
    helpValue: 'NAME',
  }),
  'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask before --fix writes'}),
  suppress: Flags.string({
    char: 'S',
    summary:
      'Leave out messages of a code about resources of a name, CODE=KIND NAMESPACE/NAME; * matches anything; may be repeated',
    multiple: true,
    helpValue: 'CODE=NAME',
  }),
  timeout: duration({summary: 'Time that the analysis may take', default: 30_000, defaultHelp: async () => '30s'}),
  'use-kube': Flags.boolean({
    char: 'k',
    summary: 'Analyze the cluster, with the files as if they were applied',
    default: true,
  }),
  verbose: Flags.boolean({char: 'v', summary: 'Say which analyzers ran'}),
  watch: Flags.boolean({
    summary: 'Go on: analyze again when files or the cluster change, and show the result where it is another one',
  }),
  'write-baseline': Flags.string({
    summary: 'Write all messages to this file, as known to --baseline from now on',
    helpValue: 'FILE',
  }),
};

/** Which clusters a mesh has. */
export interface MeshFlagValues extends ClusterFlagValues {
  istioNamespace: string;
  /** `none` leaves out the clusters whose kubeconfigs the control plane has. */
  remote?: string | undefined;
  'remote-contexts'?: string[] | undefined;
}

/** The values of {@link analyzeFlags}; those of booleans without a default are missing where the flag is. */
export interface AnalyzeFlagValues extends MeshFlagValues {
  'all-namespaces'?: boolean | undefined;
  analyzer?: string[] | undefined;
  'as-complete'?: boolean | undefined;
  baseline?: string | undefined;
  color?: boolean | undefined;
  compat?: string | undefined;
  config?: string | undefined;
  explain?: boolean | undefined;
  'fail-fast'?: boolean | undefined;
  'failure-threshold'?: Level | undefined;
  fix?: boolean | undefined;
  helm?: string | undefined;
  'helm-values'?: string[] | undefined;
  'ignore-unknown'?: boolean | undefined;
  kustomize?: string[] | undefined;
  'list-analyzers'?: boolean | undefined;
  meshConfigFile?: string | undefined;
  meshNetworksFile?: string | undefined;
  namespace?: string | undefined;
  output?: string[] | undefined;
  'output-threshold'?: Level | undefined;
  recursive?: boolean | undefined;
  require?: string[] | undefined;
  revision: string;
  'skip-confirmation'?: boolean | undefined;
  suppress?: string[] | undefined;
  timeout: number;
  'use-kube': boolean;
  verbose?: boolean | undefined;
  watch?: boolean | undefined;
  'write-baseline'?: string | undefined;
}
