// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../cli/istio-command.js';
import {settingsTable} from '../../../writer/settings.js';

/** What flags are without anybody saying anything, of those that people set once for all commands. */
const COMMON: Record<string, string> = {
  authority: '',
  'cert-dir': '',
  insecure: 'false',
  istioNamespace: 'istio-system',
  plaintext: 'false',
  'xds-address': '',
  'xds-port': '15012',
};

export default class ConfigList extends IstioCommand {
  static override summary = 'List what flags are when the command line does not say';
  static override description =
    `The values of ISTIOCTL_* variables, else of the entries in $ISTIOCONFIG or ~/.istioctl/config.yaml, else the
defaults of the flags that are often set so.`;
  static override task = 'other' as const;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['config'], ['list']);
  static override strict = false;
  static override mostWords = 0;
  static override examples = [{description: 'All settings', command: '<%= config.bin %> x config list'}];

  async run(): Promise<void> {
    await this.parse(ConfigList);
    const names = new Set([...Object.keys(COMMON), ...(await this.defaults.names())]);
    const settings = new Map<string, string>();
    for (const name of names) {
      settings.set(name, (await this.defaults.textsOf({name}))?.join(',') ?? COMMON[name] ?? '');
    }
    this.print(settingsTable(settings));
  }
}
