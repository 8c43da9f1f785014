// SPDX-License-Identifier: Apache-2.0
import {globalFlags} from '../cli/flags/global.js';
import {globalFlagHelp} from '../cli/help.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class Options extends IstioCommand {
  static override summary = 'List the flags that every command takes';
  static override examples = ['<%= config.bin %> options'];

  async run(): Promise<void> {
    await this.parse(Options);
    this.print(
      globalFlagHelp(
        Object.entries(globalFlags).map(([name, flag]) => ({
          name,
          type: flag.type,
          char: flag.char,
          summary: flag.summary,
          default: flag.default,
          hidden: flag.hidden,
          helpGroup: flag.helpGroup,
          helpValue: 'helpValue' in flag ? flag.helpValue : undefined,
        })),
      ),
    );
  }
}
