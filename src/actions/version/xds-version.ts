// SPDX-License-Identifier: Apache-2.0
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import {checkXdsFlags, type XdsFlagValues} from '../../cli/flags/istiod.js';
import type {Session} from '../../cli/session.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {sortedProxies} from '../../version/report.js';
import {askAll} from '../../xds/ask.js';
import {SYNC_STATUS} from '../../xds/discovery.js';
import {partialFailure} from '../../xds/partial.js';
import {proxyVersions, serverVersion} from '../../xds/versions.js';
import {withIstiods} from '../istiod/find.js';
import {versionFlags} from './report.js';
import {type RemoteVersions, reportVersions} from './version.js';

export type XdsVersionFlags = XdsFlagValues & GlobalFlagValues & FlagValues<typeof versionFlags>;

/** Prints the versions that istiod tells over XDS. */
export async function showXdsVersion(session: Session, argv: readonly string[], flags: XdsVersionFlags): Promise<void> {
  if (argv.length > 0) {
    throw new IstioctlError(`unknown command "${argv[0]}" for "istioctl experimental version"`, {
      exitCode: ExitCode.Usage,
    });
  }
  checkXdsFlags(flags);
  await reportVersions(session, flags, (compat) => askIstiods(flags, compat));
}

async function askIstiods(flags: XdsFlagValues, compat: boolean): Promise<RemoteVersions> {
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
