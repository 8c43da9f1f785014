// SPDX-License-Identifier: Apache-2.0

import * as Args from '@oclif/core/args';
import {manifestDiff} from '../../actions/manifest/diff.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class ManifestDiff extends IstioCommand {
  static override summary = 'Compare two manifests by object and field';
  static override description = `A and B are each a manifest file, a folder of manifests or the name of a profile.

Ends with 0 when they are the same, 1 when they differ, 2 when they cannot be compared.`;
  static override examples = [
    {description: 'What the demo profile changes', command: '<%= config.bin %> manifest diff default demo'},
    {description: 'For programs', command: '<%= config.bin %> manifest diff default minimal -o json'},
  ];
  static override args = {
    a: Args.string({description: 'file, folder or profile', required: true}),
    b: Args.string({description: 'file, folder or profile', required: true}),
  };
  static override flags = {output: output(['text', 'json'], 'text')};

  async run(): Promise<ExitCode | void> {
    const {args, flags} = await this.parse(ManifestDiff);
    return manifestDiff(this.session, args, flags);
  }
}
