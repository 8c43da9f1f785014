// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {IstioCommand} from '../cli/istio-command.js';
import {IstioctlError} from '../errors.js';
import {packageRevision} from '../io/package-files.js';
import {clientVersion} from '../version/client-version.js';
import {versionText} from '../writer/version.js';

export default class Version extends IstioCommand {
  static override summary = 'Print the version of this program and of the mesh';
  static override examples = [
    '<%= config.bin %> version --remote=false',
    '<%= config.bin %> version --remote=false -o json',
  ];
  static override strict = false;
  static override flags = {
    output: Flags.string({char: 'o', summary: 'Output format: json, yaml', helpValue: 'FORMAT'}),
    remote: Flags.boolean({summary: 'Ask the control plane too (default true)', default: true}),
    revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
    short: Flags.boolean({char: 's', summary: 'Versions only, without build details (default true)', default: true}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Version);
    if (flags.output && !['json', 'yaml'].includes(flags.output)) {
      throw new IstioctlError(`--output must be 'yaml' or 'json'`);
    }
    const version = {clientVersion: clientVersion(packageRevision())};
    this.print(await versionText(version, {format: flags.output, short: flags.short}));
    if (flags.remote) {
      throw new IstioctlError('asking the control plane for its version is not part of this release yet', {
        hint: 'use --remote=false',
      });
    }
  }
}
