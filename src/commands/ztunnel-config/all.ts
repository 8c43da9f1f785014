// SPDX-License-Identifier: Apache-2.0

import * as Flags from '@oclif/core/flags';
import {readZtunnelInput, ztunnelFlags, ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {now} from '../../cli/clock.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {rawPieces, rawYamlPieces} from '../../writer/envoy/raw.js';
import {summaryText} from '../../writer/ztunnel/summary.js';
import {readZtunnelDump} from '../../ztunnel/dump.js';

export default class ZtunnelConfigAll extends IstioCommand {
  static override summary = 'Show a summary of everything a ztunnel holds';
  static override task = 'proxies' as const;
  static override aliases = spellings(['ztunnel-config', 'zc'], ['all']);
  static override examples = [
    {description: 'A running ztunnel', command: '<%= config.bin %> ztunnel-config all --with-headers'},
    {description: 'From a saved dump', command: '<%= config.bin %> ztunnel-config all -f ztunnel.json --with-headers'},
  ];
  static override args = ztunnelTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...ztunnelFlags(),
    'with-headers': Flags.boolean({summary: 'A title over each table'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ZtunnelConfigAll);
    const {text, format} = await readZtunnelInput({argv, flags}, this.terminal);
    if (format === 'json') await this.printAll(rawPieces(text));
    else if (format === 'yaml') await this.printAll(rawYamlPieces(text));
    else this.print(summaryText(readZtunnelDump(text), {headers: flags['with-headers'], now: now()}));
  }
}
