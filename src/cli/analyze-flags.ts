// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type Level, levelNamed} from '../analysis/level.js';
import {duration} from './flags.js';

const level = Flags.custom<Level>({
  helpValue: 'LEVEL',
  parse: async (text) => {
    const found = levelNamed(text);
    if (!found) throw new Error('invalid level option');
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
  color: Flags.boolean({summary: 'Colour the levels of messages; default where the output is a terminal'}),
  explain: Flags.boolean({summary: 'Say what the messages of these codes mean; without codes, list all'}),
  'failure-threshold': level({summary: 'Level of messages that makes the command fail', default: 'Error'}),
  'ignore-unknown': Flags.boolean({summary: 'Do not fail for files that cannot be read'}),
  'list-analyzers': Flags.boolean({char: 'L', summary: 'List the analyzers'}),
  meshConfigFile: Flags.string({summary: 'File with the configuration of the mesh', helpValue: 'FILE'}),
  output: Flags.string({char: 'o', summary: 'Output format: log, json, yaml', default: 'log', helpValue: 'FORMAT'}),
  'output-threshold': level({summary: 'Level of messages that are shown', default: 'Info'}),
  recursive: Flags.boolean({char: 'R', summary: 'Without effect: folders are always walked'}),
  'remote-contexts': Flags.string({
    summary: 'Further clusters, by context; may be repeated',
    multiple: true,
    helpValue: 'CONTEXT',
  }),
  revision: Flags.string({
    char: 'r',
    summary: 'Revision whose resources are read from the cluster',
    default: 'default',
    helpValue: 'NAME',
  }),
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
};
