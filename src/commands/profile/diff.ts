// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {packageAt, renderInputs} from '../../actions/manifest/inputs.js';
import {renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {ExitCode} from '../../errors.js';
import {mergedInput} from '../../manifest/render.js';
import {RELEASE} from '../../version/client-version.js';
import {unifiedDiff} from '../../writer/text-diff.js';
import {emitYaml} from '../../yaml/emit.js';

export default class ProfileDiff extends IstioCommand {
  static override summary = 'Compare two profiles, or IstioOperator files, as profile dump would print them';
  static override description = 'Ends with 0 when they are the same and 1 when they differ.';
  static override examples = [
    '<%= config.bin %> profile diff default demo',
    '<%= config.bin %> profile diff default iop.yaml',
  ];
  static override args = {
    a: Args.string({description: 'profile or file', required: true}),
    b: Args.string({description: 'profile or file', required: true}),
  };
  static override flags = {manifests: renderFlags.manifests};

  async run(): Promise<ExitCode | void> {
    const {args, flags} = await this.parse(ProfileDiff);
    const known = (await packageAt(flags.manifests)).profiles();
    const dump = async (name: string) => {
      const isProfile = known.includes(name) || !/[./]/.test(name);
      const side = isProfile ? {set: [`profile=${name}`]} : {filename: [name]};
      const inputs = await renderInputs({...side, manifests: flags.manifests, compat: flags.compat}, this.terminal);
      return emitYaml((await mergedInput({...inputs, release: RELEASE})).input.merged);
    };
    const diff = unifiedDiff([args.a, args.b], [await dump(args.a), await dump(args.b)]);
    this.print(diff === '' ? 'Profiles are identical\n' : `The difference between profiles:\n${diff}`);
    if (diff !== '') return ExitCode.Failed;
  }
}
