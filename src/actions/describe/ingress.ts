// SPDX-License-Identifier: Apache-2.0
import type {Session} from '../../cli/session.js';
import {part, parts, selects, servicePorts, text, texts} from '../../describe/objects.js';
import {destinationRuleOf, virtualServiceOf} from '../../describe/origins.js';
import {subsetsOf} from '../../describe/subsets.js';
import type {ConfigDump} from '../../envoy/dump/config-dump.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {isTerminating} from '../../io/kube/pods/pod-order.js';
import {
  currentResource,
  DESTINATION_RULE,
  type DescribedMesh,
  keyOf,
  printLines,
  printVirtualService,
  RULE,
  VIRTUAL_SERVICE,
} from './mesh.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const SERVICE = {apiVersion: 'v1', kind: 'Service'};
const GATEWAY = {apiVersion: 'networking.istio.io/v1', kind: 'Gateway'};

interface Ingress {
  pod: KubeObject;
  services: KubeObject[];
  dump: ConfigDump;
}

export async function printIngress(
  session: Session,
  mesh: DescribedMesh,
  services: readonly KubeObject[],
  labelSets: Record<string, string>[],
): Promise<void> {
  const ingresses = await ingressesOf(mesh);
  if (typeof ingresses === 'string') return printLines(session, [`Skipping Gateway information (${ingresses})`]);
  const pods = ingresses.map(({pod}) => pod);
  const seen = new Set<string>();
  for (const {dump} of ingresses) {
    for (const service of services) {
      for (const {port} of servicePorts(service)) {
        const key = keyOf(service);
        const virtualService = await currentResource(
          session,
          mesh,
          VIRTUAL_SERVICE,
          virtualServiceOf(dump, key, port),
          0,
        );
        if (!virtualService) continue;
        const rule = await currentResource(session, mesh, DESTINATION_RULE, destinationRuleOf(dump, key, port), 0);
        const subsets = subsetsOf(rule, labelSets);
        for (const gateway of await gatewaysOf(session, mesh, virtualService, seen)) {
          const selector = texts(gateway['spec'], 'selector');
          if (Object.keys(selector).length === 0) {
            const {namespace, name} = gateway.metadata;
            session.print(`Ingress Gateway ${namespace}/${name} be applied all workloads`);
          }
          const open = ingresses.filter(({pod}) => selects(selector, pod.metadata.labels ?? {}));
          printLines(session, [RULE, ...exposures(open, pods)]);
          printVirtualService(session, mesh, virtualService, service, {subsets, rule, indent: 0});
        }
      }
    }
  }
}

/** Ingress gateways, or what there is none of. */
async function ingressesOf({cluster, dumpOf}: DescribedMesh): Promise<Ingress[] | string> {
  const running = await cluster.list(POD, {
    labelSelector: 'istio=ingressgateway',
    fieldSelector: 'status.phase=Running',
  });
  const pods = running.filter((pod) => !isTerminating(pod));
  if (pods.length === 0) return 'no ingress gateway pods';
  const namespaces = [...new Set(pods.map(({metadata}) => metadata.namespace ?? ''))];
  const lists = await Promise.all(namespaces.map((namespace) => cluster.list(SERVICE, {namespace})));
  const all = lists.flat();
  const found = pods.map((pod) => ({
    pod,
    services: all.filter(
      ({spec, metadata}) =>
        metadata.namespace === pod.metadata.namespace && selects(texts(spec, 'selector'), pod.metadata.labels ?? {}),
    ),
  }));
  if (found.every(({services}) => services.length === 0)) return 'no ingress gateway service';
  const failure = 'failed to execute command on ingress gateway sidecar';
  return Promise.all(found.map(async (each) => ({...each, dump: await dumpOf(each.pod, failure)})));
}

/** The Gateways that a VirtualService is bound to and that have not been described yet. */
async function gatewaysOf(
  session: Session,
  {cluster}: DescribedMesh,
  virtualService: KubeObject,
  seen: Set<string>,
): Promise<KubeObject[]> {
  const named = part(virtualService['spec'])['gateways'];
  const gateways: KubeObject[] = [];
  for (const each of Array.isArray(named) ? named.map(String) : []) {
    if (each === '' || each === 'mesh') continue;
    const [namespace = '', name = ''] = each.includes('/')
      ? each.split('/')
      : [virtualService.metadata.namespace ?? '', each];
    const key = `${namespace}/${name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const gateway = await cluster.get(GATEWAY, {namespace, name});
    if (gateway) gateways.push(gateway);
    else session.say(`VirtualService ${virtualService.metadata.name} names Gateway ${key}, which does not exist`);
  }
  return gateways;
}

/** Where gateways' services take HTTP, by address. */
function exposures(open: readonly Ingress[], pods: readonly KubeObject[]): string[] {
  const fallback = text(pods[0]?.['status'], 'hostIP') || 'unknown';
  const services = new Map(open.flatMap(({services}) => services.map((each) => [JSON.stringify(keyOf(each)), each])));
  return [...services.values()]
    .map((service) => ({service, address: addressOf(service) ?? fallback}))
    .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0))
    .flatMap(({service, address}) =>
      servicePorts(service)
        .filter(({name, protocol}) => protocol === 'TCP' && (name === 'http' || name === 'http2'))
        .map(({port}) => `Exposed on Ingress Gateway http://${address}${port === 80 ? '' : `:${port}`}`),
    );
}

function addressOf(service: KubeObject): string | undefined {
  return parts(part(service['status'], 'loadBalancer'), 'ingress')
    .map((each) => text(each, 'ip'))
    .find(Boolean);
}
