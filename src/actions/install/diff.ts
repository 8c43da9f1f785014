// SPDX-License-Identifier: Apache-2.0
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {diffWithCluster} from '../../install/apply/diff.js';
import {planDefaultTag} from '../../install/plan/default-tag.js';
import type {Cluster} from '../../io/kube/cluster.js';
import {quantity} from '../../quantity.js';
import type {TagPackage} from '../../revision/tag-objects.js';
import {ISTIO_VERSION as version} from '../../version/client-version.js';
import {clusterDiffJson, clusterDiffText} from '../../writer/install/diff.js';
import type {Request} from './request.js';

/** Shows what an install would change. Returns 1 where something would. */
export async function showDiff(
  session: Session,
  cluster: Cluster,
  request: Request,
  charts: TagPackage,
  format: string,
): Promise<ExitCode> {
  const {settings, manifest} = request;
  const plan = await planDefaultTag(cluster, manifest.objects, settings);
  const diff = await diffWithCluster(cluster, manifest.objects, plan, {...settings, version, charts});
  session.print(format === 'json' ? clusterDiffJson(diff) : clusterDiffText(diff));
  if (diff.unknown.length > 0) {
    throw new IstioctlError(`${quantity(diff.unknown.length, 'object')} could not be compared`, {
      exitCode: ExitCode.NotCompared,
    });
  }
  if (diff.changes.length > 0) return ExitCode.Failed;
  if (format === 'text') session.say('Nothing would change.');
  return ExitCode.Ok;
}
