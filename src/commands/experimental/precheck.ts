// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {precheck} from '../../actions/precheck/precheck.js';
import {level} from '../../cli/flags/analyze.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class Precheck extends IstioCommand {
  static override summary = 'Check whether Istio can be installed or upgraded in the cluster';
  static override description = 'Looks at the version of Kubernetes, at your rights and at what is installed already.';
  static override aliases = [...spellings(['experimental', 'x', 'exp'], ['precheck']), 'precheck'];
  static override examples = [
    {description: 'Before an install', command: '<%= config.bin %> x precheck'},
    {description: 'Before an upgrade from 1.21', command: '<%= config.bin %> x precheck --from-version 1.21'},
  ];
  static override flags = {
    'from-version': Flags.string({
      char: 'f',
      summary: 'Look for what an upgrade from this version changes, such as 1.21',
      helpValue: 'VERSION',
    }),
    output: Flags.string({char: 'o', summary: 'Output format: log, json, yaml', default: 'log', helpValue: 'FORMAT'}),
    'output-threshold': level({summary: 'Level of messages that are shown', default: 'Warning'}),
    revision: Flags.string({char: 'r', summary: 'Revision whose deployments are looked at', helpValue: 'NAME'}),
    'skip-controlplane': Flags.boolean({summary: 'Only look for what an upgrade changes'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Precheck);
    return precheck(this.session, flags);
  }
}
