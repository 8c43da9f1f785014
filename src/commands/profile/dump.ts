// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {renderInputs} from '../../actions/manifest/inputs.js';
import {output, renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {usageMistake} from '../../errors.js';
import {mergedInput} from '../../manifest/render.js';
import {asFlags, valueAt} from '../../profile/dump.js';
import {RELEASE} from '../../version/client-version.js';
import {emitYaml} from '../../yaml/emit.js';

export default class ProfileDump extends IstioCommand {
  static override summary =
    'Print a profile as an IstioOperator, merged over the default profile and with your settings';
  static override examples = [
    '<%= config.bin %> profile dump demo',
    {description: 'What --set would take', command: '<%= config.bin %> profile dump ambient -o flags'},
    {description: 'One part', command: '<%= config.bin %> profile dump --config-path components.ingressGateways[0]'},
  ];
  static override args = {name: Args.string({description: 'profile; default when left out'})};
  static override flags = {
    'config-path': Flags.string({char: 'p', summary: 'Only what stands at this path below spec', helpValue: 'PATH'}),
    filename: renderFlags.filename,
    manifests: renderFlags.manifests,
    output: output(['yaml', 'json', 'flags'], 'yaml'),
    set: renderFlags.set,
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ProfileDump);
    if (args.name && flags.filename) throw usageMistake('cannot specify both profile name and filename flag');
    const inputs = await renderInputs(
      {...flags, set: [...(args.name ? [`profile=${args.name}`] : []), ...(flags.set ?? [])]},
      this.terminal,
    );
    const {input} = await mergedInput({...inputs, release: RELEASE});
    const path = flags['config-path'] ?? '';
    const part = path ? valueAt(input.merged, path) : input.merged;
    if (flags.output === 'flags') {
      this.print(`${asFlags(valueAt(input.merged, path), path).join('\n')}\n`);
    } else {
      this.print(flags.output === 'json' ? `${JSON.stringify(part, null, 4)}\n` : `${emitYaml(part)}\n`);
    }
  }
}
