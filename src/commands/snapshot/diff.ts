// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {diffSnapshots} from '../../actions/snapshot/diff.js';
import {output} from '../../cli/flags/global.js';
import {adminPort} from '../../cli/flags/proxy.js';
import {IstioCommand} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class SnapshotDiff extends IstioCommand {
  static override summary = 'Say what changed between two snapshots';
  static override description =
    `Compares objects field by field, with who wrote a field and when; pods, with their restarts; the configuration of each
proxy; and certificates. What changes all the time, such as versions and times, is left out.

Ends with 0 when nothing changed, 1 when something did, and 80 when one of the snapshots does not hold what the other has.`;
  static override task = 'analyze' as const;
  static override examples = [
    {description: 'Before and after', command: '<%= config.bin %> snapshot diff monday tuesday'},
  ];
  static override args = {
    before: Args.string({description: 'The older snapshot', required: true}),
    after: Args.string({description: 'The newer one', required: true}),
  };
  static override flags = {...adminPort, output: output(['text', 'json'], 'text')};

  async run(): Promise<ExitCode> {
    const {args, flags} = await this.parse(SnapshotDiff);
    return diffSnapshots(this.session, [args.before, args.after], flags);
  }
}
