// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {newWaypoint, waypointTimeout} from '../../cli/flags/waypoint.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, within} from '../../errors.js';
import type {KubeObject, ObjectToApply} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {ApiError} from '../../kube/api-error.js';
import {GATEWAY, USE_WAYPOINT, waypointGateway} from '../../waypoint/gateway.js';
import {untilProgrammed} from '../../waypoint/until-programmed.js';
import {tellingCondition} from '../../waypoint/waypoint.js';

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

const FIELD_MANAGER = 'istioctl';

const MODE = 'istio.io/dataplane-mode';

export type ApplyWaypointFlags = GlobalFlagValues &
  FlagValues<typeof newWaypoint> &
  FlagValues<typeof waypointTimeout> & {
    'enroll-namespace': boolean;
    overwrite: boolean;
    wait: boolean;
  };

/** Puts a waypoint into a namespace. */
export async function applyWaypoint(session: Session, flags: ApplyWaypointFlags): Promise<void> {
  const {name, for: trafficType, revision} = flags;
  const enroll = flags['enroll-namespace'];
  // Refused before the cluster is asked.
  waypointGateway({name, trafficType, revision});
  await withCluster(flags, async (cluster, namespace) => {
    const labels = (await namespaceOf(cluster, namespace)).metadata.labels ?? {};
    if (enroll && labels[USE_WAYPOINT] && !flags.overwrite) {
      return session.print(
        `⚠️ Warning: namespace (${namespace}) already has an enrolled Waypoint. Consider adding the \`--overwrite\` flag to your apply command.\n`,
      );
    }
    if (enroll && labels[MODE] !== 'ambient') {
      session.print(
        `⚠️ Warning: namespace is not enrolled in ambient. Consider running\t\`kubectl label namespace ${namespace} ${MODE}=ambient\`\n`,
      );
    }
    const gateway = waypointGateway({name, namespace, trafficType, revision});
    const key = {namespace, name: gateway.metadata.name};
    await applied(cluster, gateway);
    session.print(`✅ waypoint ${namespace}/${key.name} applied\n`);
    if (flags.wait) {
      await awaitProgrammed(cluster, key, flags['waypoint-timeout'], isCompatible(flags.compat));
      session.print(`✅ waypoint ${namespace}/${key.name} is ready!\n`);
    }
    if (!enroll) return;
    await within('failed to label namespace with waypoint', () =>
      cluster.patch(
        NAMESPACE,
        {name: namespace},
        {metadata: {labels: {[USE_WAYPOINT]: key.name}}},
        {
          type: 'merge',
        },
      ),
    );
    session.print(`✅ namespace ${namespace} labeled with "${USE_WAYPOINT}: ${key.name}"\n`);
  });
}

async function namespaceOf(cluster: ConnectedCluster, name: string): Promise<KubeObject> {
  const found = await within(`failed to get namespace ${name}`, () => cluster.get(NAMESPACE, {name}));
  if (found) return found;
  throw new IstioctlError(`namespace: ${name} not found`);
}

async function applied(cluster: ConnectedCluster, gateway: ObjectToApply): Promise<void> {
  try {
    await cluster.apply(gateway, {fieldManager: FIELD_MANAGER});
  } catch (error) {
    if (!(error instanceof ApiError) || (await cluster.serves(GATEWAY))) throw error;
    throw new IstioctlError(
      `missing Kubernetes Gateway CRDs need to be installed before applying a waypoint: ${error.message}`,
      {cause: error, hint: 'they come from the project Gateway API; an install of Istio does not bring them'},
    );
  }
}

/** Throws an IstioctlError where the waypoint is not programmed in time, with what its status says. */
async function awaitProgrammed(
  cluster: ConnectedCluster,
  key: {namespace: string; name: string},
  timeout: number,
  compatible: boolean,
): Promise<void> {
  const {waypoints, late} = await untilProgrammed(cluster, [key], timeout);
  if (late.length === 0) return;
  const [waypoint] = waypoints;
  const condition = waypoint && tellingCondition(waypoint);
  const reason = waypoint ? condition && `${condition.reason}: ${condition.message}` : 'it is gone';
  throw new IstioctlError(
    `timed out while waiting for waypoint\t${key.namespace}/${key.name}${reason ? `: ${reason}` : ''}`,
    {
      exitCode: compatible ? ExitCode.Failed : ExitCode.TimedOut,
      ...(!condition && {hint: 'no control plane has said anything of it; is istiod running?'}),
    },
  );
}
