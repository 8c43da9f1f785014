// SPDX-License-Identifier: Apache-2.0

import {withIstiods} from '../../actions/istiod/find.js';
import {versionFlags} from '../../actions/version/report.js';
import {checkXdsFlags, type XdsFlagValues, xdsFlags} from '../../cli/flags/istiod.js';
import {spellings} from '../../cli/istio-command.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {sortedProxies} from '../../version/report.js';
import {askAll} from '../../xds/ask.js';
import {SYNC_STATUS} from '../../xds/discovery.js';
import {partialFailure} from '../../xds/partial.js';
import {proxyVersions, serverVersion} from '../../xds/versions.js';
import Version, {type RemoteVersions} from '../version.js';

export default class ExperimentalVersion extends Version {
  static override summary = 'Print the version of this program and of the mesh, which istiod is asked for over XDS';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['version']);
  static override examples = [
    {
      description: 'An istiod that is not in the cluster',
      command: '<%= config.bin %> x version --xds-address istiod.example.com:15012',
    },
    {description: 'For programs', command: '<%= config.bin %> x version -o json'},
  ];
  static override flags = {...versionFlags, ...xdsFlags};

  override async run(): Promise<void> {
    const {flags, argv} = await this.parse(ExperimentalVersion);
    if (argv.length > 0) {
      throw new IstioctlError(`unknown command "${argv.map(String)[0]}" for "istioctl experimental version"`, {
        exitCode: ExitCode.Usage,
      });
    }
    checkXdsFlags(flags);
    await this.report(flags, (compat) => this.askIstiods(flags, compat));
  }

  private async askIstiods(flags: XdsFlagValues, compat: boolean): Promise<RemoteVersions> {
    try {
      return await withIstiods(flags, {defaultRevision: false}, async ({servers, asker}) => {
        const descriptors = await loadDescriptors();
        const {answers, failures} = await askAll({servers, asker, descriptors}, {typeUrl: SYNC_STATUS});
        const proxies = proxyVersions(answers);
        return {
          meshVersion: serverVersion(answers, flags.revision ?? ''),
          dataPlaneVersion: compat ? proxies : sortedProxies(proxies),
          failure: partialFailure(failures, servers.length),
        };
      });
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      // The reference says nothing of what it could not ask.
      return compat ? {} : {failure: error};
    }
  }
}
