// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {previewChange} from '../../actions/preview/change.js';
import {isCompatible} from '../../cli/compat.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class PreviewChange extends IstioCommand {
  static override summary = 'Say what a change of objects does to every proxy of a mesh, before it is applied';
  static override description =
    `The objects of -f are added to those of the mesh, or replace those of the same name; with --git the files of --config are
compared with what they are in another commit. Nothing is applied. Shown are the fields that change, each with the
proxies that it changes for and the objects that it comes of.

Ends with 0 when no proxy changes, 1 when one does, 80 when part of the answer is missing: it is listed on standard error.`;
  static override task = 'proxies' as const;
  static override examples = [
    {
      description: 'Before kubectl apply -f change.yaml, in a mesh of files',
      command: '<%= config.bin %> preview -f change.yaml --config mesh/',
    },
    {
      description: 'What a branch changes, as a comment for its pull request',
      command: '<%= config.bin %> preview --git origin/main --config k8s/ -o markdown',
    },
  ];
  static override flags = {
    config: Flags.string({
      summary: 'Files and folders with the objects of the mesh; - is standard input; left out, the cluster is read',
      multiple: true,
      helpValue: 'FILE',
    }),
    file: Flags.string({
      char: 'f',
      summary: 'Files and folders with the changed objects; - is standard input',
      multiple: true,
      helpValue: 'FILE',
    }),
    git: Flags.string({summary: 'Compare the files of --config with those of this commit', helpValue: 'REF'}),
    output: output(['text', 'json', 'markdown'], 'text'),
    revision: Flags.string({summary: 'Revision whose mesh settings hold', default: 'default', helpValue: 'REVISION'}),
  };

  async run(): Promise<ExitCode> {
    const {flags} = await this.parse(PreviewChange);
    const {config, file = [], git: commit, istioNamespace, revision, output: format} = flags;
    const compat = isCompatible(flags.compat);
    return previewChange(
      {flags, config, changes: file, commit, istioNamespace, revision, compat, output: format},
      this.session,
    );
  }
}
