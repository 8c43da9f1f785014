// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {validate} from '../actions/validate/validate.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class Validate extends IstioCommand {
  static override summary = 'Hold resources to the rules of their kinds, without a cluster';
  static override description =
    `Says for each file whether the Istio resources, Services and IstioOperators in it are valid. What is said goes to
standard error; errors end the command with 1.`;
  static override task = 'analyze' as const;
  static override aliases = ['v'];
  static override strict = false;
  static override examples = [
    {description: 'A file', command: '<%= config.bin %> validate -f reviews.yaml'},
    {description: 'Everything in a folder', command: '<%= config.bin %> validate -f mesh/'},
  ];
  static override flags = {
    filename: Flags.string({
      char: 'f',
      summary: 'File or folder of resources; - is standard input; may be repeated',
      multiple: true,
      delimiter: ',',
      helpValue: 'FILE',
    }),
    referential: Flags.boolean({char: 'x', hidden: true, default: true}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Validate);
    return validate(this.session, argv.map(String), flags);
  }
}
