// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {showSnapshot} from '../../actions/snapshot/show.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class SnapshotShow extends IstioCommand {
  static override summary = 'Say what a snapshot holds, what it lacks, and why';
  static override task = 'analyze' as const;
  static override examples = [{description: 'An archive', command: '<%= config.bin %> snapshot show tuesday'}];
  static override args = {file: Args.string({description: 'A snapshot, or an archive of bug-report', required: true})};
  static override flags = {output: output(['text', 'json'], 'text')};

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SnapshotShow);
    return showSnapshot(this.session, args.file, flags.output);
  }
}
