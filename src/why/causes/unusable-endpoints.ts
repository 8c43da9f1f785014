// SPDX-License-Identifier: Apache-2.0
import {part, parts, text} from '../../describe/objects.js';
import {enumField} from '../../envoy/dump/message.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {clusterNamed} from '../facts/dumps.js';
import {destinationRules, textList} from '../facts/hosts.js';
import {containersOf, isReady, kindAndName, objectName, podsOfService} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {type Cause, holds, not} from './cause.js';
import {lacksEndpoint} from './no-endpoints.js';

export const ENDPOINTS_EJECTED: Cause = {
  id: 'endpoints-ejected',
  title: 'outlier detection has ejected all endpoints',
  doc: `outlierDetection of a DestinationRule takes endpoints out after errors in a row. With maxEjectionPercent 100 it may
take all, and with few pods it soon does. The errors before are the cause behind: see the group of those.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {facts, cluster, entry} = scene;
    const rule = outlierRule(scene);
    const hosts = facts.health.get(entry.cluster) ?? facts.health.get(scene.problem.client?.cluster ?? '') ?? [];
    const ejected = hosts.filter((host) => host.ejected);
    if (ejected.length === 0 && hosts.length > 0) return not('/clusters shows no endpoint that is ejected');
    const isLikely = hosts.length === 0 && rule && readyPods(scene) > 0 && facts.health.size === 0;
    if (ejected.length === 0 && !isLikely) {
      return not(rule ? 'nothing shows an endpoint that is ejected' : 'no DestinationRule has outlierDetection for it');
    }
    const settings = rule ? settingsText(rule.policy) : '';
    const by = rule
      ? `${kindAndName(rule.object)} ejects an endpoint (outlierDetection: ${settings})`
      : 'outlier detection';
    const what = ejected.length > 0 ? `all ${ejected.length} endpoints of` : 'the endpoints of';
    return holds(
      `${ejected.length === 1 ? 'the only endpoint of' : what} ${cluster?.host ?? entry.cluster} ${ejected.length === 1 ? 'is' : 'are'} ejected: ${by}`,
      [
        ...ejected.slice(0, 3).map(({address}) => `/clusters: ${address} has failed_outlier_check`),
        ejected.length === 0 ? `${readyPods(scene)} pods are ready, so outlier detection is what is left` : undefined,
        rule && `${rule.field} of ${kindAndName(rule.object)} is ${settings}`,
        errorsBefore(scene),
      ],
      rule
        ? `fix the errors of the application; until then ease ${rule.field} of ${kindAndName(rule.object)}`
        : 'fix the errors of the application',
      rule ? [changeOf(rule.object, rule.field)] : [],
    );
  },
};

function readyPods({destination, facts}: Scene): number {
  return destination?.service ? podsOfService(facts.objects, destination.service).filter(isReady).length : 0;
}

/** The outlier detection that counts for the cluster, with its place. */
function outlierRule({
  facts,
  cluster,
  namespace,
}: Scene): {object: KubeObject; policy: unknown; field: string} | undefined {
  if (!cluster) return undefined;
  const rules = destinationRules(facts.objects, cluster.host, {client: namespace, root: facts.mesh.rootNamespace});
  for (const object of rules) {
    const subset = parts(object['spec'], 'subsets').findIndex((each) => text(each, 'name') === cluster.subset);
    const places = [...(subset >= 0 ? [`spec.subsets[${subset}].trafficPolicy`] : []), 'spec.trafficPolicy'];
    for (const place of places) {
      const policy = part(
        place.startsWith('spec.subsets') ? parts(object['spec'], 'subsets')[subset] : object['spec'],
        'trafficPolicy',
      );
      if (policy['outlierDetection'] !== undefined)
        return {object, policy: policy['outlierDetection'], field: `${place}.outlierDetection`};
    }
  }
  return undefined;
}

function settingsText(policy: unknown): string {
  return Object.entries(part(policy))
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
}

/** Errors of the same cluster in the logs, which are what ejection counts. */
function errorsBefore({facts, entry}: Scene): string | undefined {
  const errors = facts.logs.entries.filter(
    ({cluster, code, time, upstreamHost}) =>
      cluster === entry.cluster && code >= 500 && upstreamHost !== '' && time < entry.time,
  );
  const last = errors.at(-1);
  return last && `${last.place}: ${last.upstreamHost} answered ${last.code} to ${last.method} ${last.path} before`;
}

/** Types of clusters whose endpoints Envoy finds by DNS. */
const DNS = ['STRICT_DNS', 'LOGICAL_DNS'];

export const DNS_UNRESOLVED: Cause = {
  id: 'dns-unresolved',
  title: 'the host of a ServiceEntry does not resolve',
  doc: `With resolution DNS, Envoy asks DNS for the addresses of the endpoints of a ServiceEntry, or for its host where it has
none. Without an answer the cluster has no endpoints: 503 with UH.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {entry} = scene.destination ?? {};
    if (!entry) return not('the host is not one of a ServiceEntry');
    const resolution = text(entry['spec'], 'resolution');
    if (!['DNS', 'DNS_ROUND_ROBIN'].includes(resolution))
      return not(`the resolution of ${kindAndName(entry)} is ${resolution || 'NONE'}`);
    const {cluster, entry: line} = scene;
    const known = scene.facts.health.get(line.cluster);
    if (known && known.length > 0) return not('/clusters has addresses for it');
    const config = scene.dump && clusterNamed(scene.dump.dump, line.cluster);
    const type = config && enumField(config, 'type', ['STATIC', 'STRICT_DNS', 'LOGICAL_DNS', 'EDS', 'ORIGINAL_DST']);
    const endpoints = parts(entry['spec'], 'endpoints').map((each) => text(each, 'address'));
    const names = endpoints.length > 0 ? endpoints : textList(entry['spec'], 'hosts');
    const field = endpoints.length > 0 ? 'spec.endpoints[0].address' : 'spec.hosts';
    return holds(
      `${endpoints.length > 0 ? 'the endpoint' : 'the host'} ${names.join(', ')} of ${kindAndName(entry)} (resolution ${resolution}) does not resolve`,
      [
        `${field} of ${kindAndName(entry)} is ${names.join(', ')}`,
        known ? `/clusters has no address for ${cluster?.host ?? ''}` : undefined,
        type && DNS.includes(type) ? `the cluster is of type ${type}: Envoy asks DNS for the names` : undefined,
      ],
      `give ${kindAndName(entry)} a name that DNS resolves, or addresses with resolution STATIC`,
      [changeOf(entry, field)],
    );
  },
};

export const ENTRY_WITHOUT_ENDPOINTS: Cause = {
  id: 'entry-without-endpoints',
  title: 'a ServiceEntry has no endpoints',
  doc: `With resolution STATIC a ServiceEntry needs endpoints, or a workloadSelector that takes pods or WorkloadEntries.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {entry} = scene.destination ?? {};
    if (!entry) return undefined;
    if (['DNS', 'DNS_ROUND_ROBIN'].includes(text(entry['spec'], 'resolution')))
      return not('DNS is asked for its endpoints');
    const selector = part(entry, 'spec', 'workloadSelector', 'labels');
    const endpoints = parts(entry['spec'], 'endpoints');
    if (endpoints.length > 0) return not(`${kindAndName(entry)} has ${endpoints.length} endpoints`);
    const labels = Object.entries(selector).map(([key, value]) => `${key}: ${String(value)}`);
    const field = labels.length > 0 ? 'spec.workloadSelector' : 'spec.endpoints';
    return holds(
      labels.length > 0
        ? `${kindAndName(entry)} selects ${labels.join(', ')}, and no workload has these labels`
        : `${kindAndName(entry)} has resolution ${text(entry['spec'], 'resolution') || 'NONE'} and no endpoints`,
      [`${field} of ${kindAndName(entry)} is ${labels.join(', ') || 'empty'}`],
      `give ${kindAndName(entry)} endpoints`,
      [changeOf(entry, field)],
    );
  },
};

export const TARGET_PORT_UNNAMED: Cause = {
  id: 'target-port-unnamed',
  title: 'no container has a port of the name in targetPort',
  doc: `A targetPort that is a name stands for the container port of that name. Where no container of the pods has one, the
Service has no endpoints, although the pods are ready.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {service} = scene.destination ?? {};
    if (!service) return undefined;
    const ports = parts(service['spec'], 'ports');
    const index = ports.findIndex((port) => Number(port['port']) === scene.port);
    const target = ports[index]?.['targetPort'];
    if (typeof target !== 'string' || /^\d+$/.test(target)) return not('targetPort of the Service is a number');
    const pods = podsOfService(scene.facts.objects, service);
    const names = pods.flatMap((pod) =>
      containersOf(pod).flatMap((each) => parts(each, 'ports').map((port) => text(port, 'name'))),
    );
    if (pods.length === 0 || names.includes(target)) return not(`a container has a port named ${target}`);
    return holds(
      `targetPort ${target} of Service ${objectName(service)} is the name of no container port, so it has no endpoints`,
      [
        `spec.ports[${index}].targetPort is ${target}`,
        `names of container ports: ${[...new Set(names.filter((name) => name !== ''))].join(', ') || 'none'}`,
      ],
      `correct targetPort of Service ${objectName(service)}`,
      [changeOf(service, `spec.ports[${index}].targetPort`)],
    );
  },
};
