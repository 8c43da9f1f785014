// SPDX-License-Identifier: Apache-2.0

import {renderInputs} from '../../actions/manifest/inputs.js';
import {output, renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {ExitCode} from '../../errors.js';
import {validateManifest} from '../../manifest/validation/validate-manifest.js';
import {RELEASE} from '../../version/client-version.js';
import {findingsGithub, findingsJson, findingsText} from '../../writer/manifest/findings.js';

const formats = {text: findingsText, json: findingsJson, github: findingsGithub};

function isFormat(text: string): text is keyof typeof formats {
  return Object.hasOwn(formats, text);
}

export default class ManifestValidate extends IstioCommand {
  static override summary =
    'Say everything that is wrong with IstioOperator files and --set arguments, without a cluster';
  static override description =
    `Checks every field of spec, values and meshConfig, then the rendered objects against Kubernetes' types.
Each mistake comes with its place and what was probably meant. Errors end the command with 1, warnings alone with 0.`;
  static override task = 'install' as const;
  static override examples = [
    {description: 'A file', command: '<%= config.bin %> manifest validate -f iop.yaml'},
    {
      description: 'A setting, before it is used',
      command: '<%= config.bin %> manifest validate --set meshConfig.accessLogFile=/dev/stdout',
    },
    {
      description: 'In a pull request on GitHub',
      command:
        '<%= config.bin %> manifest validate -f iop.yaml -o github --set values.global.jwtPolicy=third-party-jwt',
    },
  ];
  static override flags = {
    charts: renderFlags.charts,
    filename: renderFlags.filename,
    manifests: renderFlags.manifests,
    output: output(Object.keys(formats), 'text'),
    revision: renderFlags.revision,
    set: renderFlags.set,
  };

  async run(): Promise<ExitCode | void> {
    const {flags} = await this.parse(ManifestValidate);
    const inputs = await renderInputs(flags, this.terminal);
    const findings = await validateManifest({...inputs, release: RELEASE});
    if (isFormat(flags.output)) this.print(formats[flags.output](findings));
    if (findings.some(({severity}) => severity === 'error')) return ExitCode.Failed;
  }
}
