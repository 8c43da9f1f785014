// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import {adminPort, checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {type Kname, knameIn, servicePorts} from '../../describe/objects.js';
import {
  destinationRuleOf,
  inboundPolicies,
  type Origin,
  type ServiceKey,
  virtualServiceOf,
} from '../../describe/origins.js';
import {type Subsets, subsetsOf} from '../../describe/subsets.js';
import {routeFacts} from '../../describe/virtual-service.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {IstioctlError, within} from '../../errors.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {destinationRuleLines, serviceLines, virtualServiceLines} from '../../writer/describe/service.js';
import {adminPage, askProxyIn} from '../proxies/dump.js';

export const describeFlags = {
  ...adminPort,
  ignoreUnmeshed: Flags.boolean({summary: 'Say nothing of pods that are not part of the mesh'}),
};

export type DescribeFlagValues = PodFlagValues & {
  istioNamespace: string;
  'proxy-admin-port': number;
  ignoreUnmeshed: boolean;
};

export const RULE = '--------------------';
const NETWORKING = 'networking.istio.io/v1';
export const DESTINATION_RULE = {apiVersion: NETWORKING, kind: 'DestinationRule'};
export const VIRTUAL_SERVICE = {apiVersion: NETWORKING, kind: 'VirtualService'};

/** The cluster that things are described in. */
export interface DescribedMesh {
  cluster: ConnectedCluster;
  /** Where names without a namespace are meant. */
  namespace: string;
  kname: Kname;
  /** What a proxy holds; `failure` begins the error where it cannot be had. */
  dumpOf(pod: KubeObject, failure: string): Promise<ConfigDump>;
}

export function printLines(session: Session, lines: readonly string[]): void {
  if (lines.length > 0) session.print(`${lines.join('\n')}\n`);
}

export function withDescribedMesh(
  flags: DescribeFlagValues,
  use: (mesh: DescribedMesh) => Promise<void>,
): Promise<void> {
  checkAdminPort(flags['proxy-admin-port']);
  return withCluster(flags, async (cluster, namespace) => {
    await use({
      cluster,
      namespace,
      kname: knameIn(namespace),
      async dumpOf({metadata: {name, namespace: own = ''}}, failure) {
        const pod = {name, namespace: own};
        const options = {port: flags['proxy-admin-port'], failure};
        return readConfigDump(await askProxyIn(cluster, pod, adminPage.config, options));
      },
    });
  });
}

/** A service, and port by port what configures the way to the pods with these labels. */
export async function printService(
  session: Session,
  mesh: DescribedMesh,
  service: KubeObject,
  {pod, labelSets, dump}: {pod: KubeObject; labelSets: Record<string, string>[]; dump: ConfigDump},
): Promise<void> {
  printLines(session, serviceLines(service, pod, mesh.kname));
  const ports = servicePorts(service);
  const isOneOfMany = ports.length > 1;
  const policies = inboundPolicies(dump);
  for (const {port} of ports) {
    const indent = isOneOfMany ? 3 : 0;
    if (isOneOfMany) printLines(session, [`${port}:`]);
    const key = keyOf(service);
    const rule = await currentResource(session, mesh, DESTINATION_RULE, destinationRuleOf(dump, key, port), indent);
    const subsets = subsetsOf(rule, labelSets);
    if (rule) printLines(session, destinationRuleLines(rule, subsets, mesh.kname, indent));
    const virtualService = await currentResource(
      session,
      mesh,
      VIRTUAL_SERVICE,
      virtualServiceOf(dump, key, port),
      indent,
    );
    if (virtualService) printVirtualService(session, mesh, virtualService, service, {subsets, rule, indent});
    if (policies.length > 0) {
      printLines(session, [`${isOneOfMany ? `${port} ` : ''}RBAC policies: ${policies.join(', ')}`]);
    }
  }
}

export function printVirtualService(
  session: Session,
  mesh: DescribedMesh,
  virtualService: KubeObject,
  service: KubeObject,
  {subsets, rule, indent}: {subsets: Subsets; rule: KubeObject | undefined; indent: number},
): void {
  const facts = routeFacts(virtualService, keyOf(service), subsets, rule && mesh.kname(rule.metadata));
  printLines(session, virtualServiceLines(virtualService, facts, mesh.kname, indent));
}

/** Returns what a proxy's configuration was made from, as it is now; prints a warning where it is gone. */
export async function currentResource(
  session: Session,
  {cluster, kname}: DescribedMesh,
  kind: {apiVersion: string; kind: string},
  origin: Origin | undefined,
  indent: number,
): Promise<KubeObject | undefined> {
  if (origin === undefined) return undefined;
  const found = await cluster.get(kind, origin);
  if (found) return found;
  const word = kind.kind === 'VirtualService' ? 'virtual service' : 'destination rule';
  printLines(session, [
    `${' '.repeat(indent)}WARNING: Proxy is stale; it references to non-existent ${word} ${kname(origin)}`,
  ]);
  return undefined;
}

/** Throws an IstioctlError in the API server's words where there is no such object. */
export async function existing(
  cluster: ConnectedCluster,
  kind: string,
  plural: string,
  key: ServiceKey,
): Promise<KubeObject> {
  const found = await within('cannot describe', () => cluster.get({apiVersion: 'v1', kind}, key));
  if (found) return found;
  throw new IstioctlError(`${plural} ${JSON.stringify(key.name)} not found`, {
    hint: `namespace ${key.namespace} has none of that name; -n NAMESPACE or NAME.NAMESPACE names another`,
  });
}

/** NAME or NAME.NAMESPACE. */
export function keyIn(target: string, namespace: string): ServiceKey {
  const dot = target.lastIndexOf('.');
  return dot < 0 ? {name: target, namespace} : {name: target.slice(0, dot), namespace: target.slice(dot + 1)};
}

export function keyOf({metadata: {name, namespace = ''}}: KubeObject): ServiceKey {
  return {name, namespace};
}
