// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {clusterOptions} from '../cli/cluster-options.js';
import {confirm} from '../cli/confirm.js';
import {duration, renderFlags} from '../cli/flags.js';
import {IstioCommand} from '../cli/istio-command.js';
import {renderInputs} from '../cli/render-request.js';
import {IstioctlError} from '../errors.js';
import {dryRunObjects} from '../install/dry-run.js';
import {install} from '../install/install.js';
import {clusterWarnings} from '../install/preflight.js';
import {settingsOf} from '../install/settings.js';
import {connect} from '../io/kube/connect.js';
import {detectedSettings} from '../manifest/detected.js';
import {renderManifest} from '../manifest/render.js';
import {validateInput} from '../manifest/validation/validate-input.js';
import {checkRevision} from '../revision/name.js';
import {RELEASE as release, ISTIO_VERSION as version} from '../version/client-version.js';
import {dryRunText} from '../writer/install/plan.js';
import {createProgressWriter} from '../writer/install/progress.js';
import {warningLines} from '../writer/manifest/warnings.js';

export default class Install extends IstioCommand {
  static override summary = 'Install a mesh into the cluster, or change the one that is there';
  static override task = 'install' as const;
  static override aliases = ['apply', 'manifest:install', 'manifest:apply'];
  static override examples = [
    {description: 'The default profile', command: '<%= config.bin %> install'},
    {description: 'Another profile, without being asked', command: '<%= config.bin %> install --set profile=demo -y'},
    {description: 'Let the API server check it all and write nothing', command: '<%= config.bin %> install --dry-run'},
  ];
  static override flags = {
    ...renderFlags,
    'dry-run': Flags.boolean({summary: 'Let the API server check every object and write none'}),
    'readiness-timeout': duration({
      summary: 'Time each component has to become ready',
      default: 300_000,
      defaultHelp: async () => '5m0s',
    }),
    'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask'}),
    verify: Flags.boolean({summary: 'Accepted and without effect: an install always waits until it is ready'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Install);
    checkRevision(flags.revision);
    const cluster = await connect(clusterOptions(flags));
    try {
      const {gitVersion} = await cluster.serverVersion();
      const inputs = await renderInputs(flags, this.terminal);
      const facts = {kubeVersion: gitVersion, detected: detectedSettings(gitVersion)};
      const manifest = await renderManifest({...inputs, ...facts, release, validate: validateInput});
      const settings = settingsOf(manifest.document);
      this.terminal.err(warningLines(manifest));
      for (const warning of await clusterWarnings(cluster, settings.owner, version, Date.now())) this.say(warning);
      const {objects} = manifest;
      if (flags['dry-run']) {
        const {owner} = settings;
        this.print(dryRunText(await dryRunObjects(cluster, objects, {owner, version})));
        return;
      }
      const {cluster: name, context} = cluster.origin;
      const question = `Install Istio ${version} with profile "${settings.profile}" into cluster ${name} (context ${context})?`;
      if (!flags['skip-confirmation'] && !(await confirm(this.terminal, question)))
        throw new IstioctlError('cancelled');
      const charts = {openPackage: inputs.openPackage, release, path: flags.manifests ?? flags.charts};
      const {'readiness-timeout': readinessTimeout} = flags;
      await install(
        cluster,
        {objects, settings, version, charts, readinessTimeout, force: inputs.force},
        {progress: createProgressWriter(this.terminal), onNotice: (text) => this.say(text), signal: this.interrupted},
      );
    } finally {
      cluster.close();
    }
  }
}
