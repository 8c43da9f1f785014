// SPDX-License-Identifier: Apache-2.0
import {conditionOf, countIn} from '../../install/apply/field.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, textIn} from '../../manifest/input/tree.js';
import {check, failed, type Outcome, ok, someOf, warning} from '../check.js';
import {keyOf} from '../facts.js';
import {hasReadyEndpoint, isWaypoint, waypointService} from '../waypoints.js';
import {ambientNamespaces, ambientPods, isRedirected} from './ambient-pods.js';

const USE_WAYPOINT = 'istio.io/use-waypoint';

export const AMBIENT = [
  check({
    id: 'C040',
    group: 'ambient',
    title: 'istio-cni runs on every node that should have it',
    when: 'after',
    doc: `On a node without a ready istio-cni new pods of the mesh do not start, or start outside of it.
\`kubectl describe\` of its pod on that node says why it is not ready. Namespaces in ambient mode need it: without
istio-cni nothing sends the traffic of their pods through ztunnel. \`istioctl install --set profile=ambient\` installs it.`,
    needs: ['daemonSets', 'namespaces', 'pods'],
    run({daemonSets, namespaces, pods, settings}) {
      const sets = setsOf(daemonSets, 'k8s-app', 'istio-cni-node');
      const users = ambientNamespaces(namespaces);
      if (sets.length > 0 || users.length === 0) return onNodes('istio-cni', sets);
      const text = `no istio-cni is installed, and ${countOf(users, 'namespace')} in ambient mode`;
      const names = someOf(users.map(({metadata}) => metadata.name));
      const captured = ambientPods(pods, namespaces, settings.istioNamespace).filter(isRedirected);
      return captured.length === 0
        ? [failed(text, names, 'their pods speak plain text, and no policy is enforced for them')]
        : [warning(text, names, `${countOf(captured, 'pod')} redirected; new pods need istio-cni`)];
    },
  }),
  check({
    id: 'C041',
    group: 'ambient',
    title: 'ztunnel runs on every node that should have it',
    when: 'after',
    doc: `Ambient pods of a node reach others through its ztunnel. Without a ready one they reach nobody.
Namespaces in ambient mode need it on every node where their pods may be.`,
    needs: ['daemonSets', 'namespaces'],
    run({daemonSets, namespaces}) {
      const sets = setsOf(daemonSets, 'app', 'ztunnel');
      const users = ambientNamespaces(namespaces);
      if (sets.length === 0 && users.length > 0)
        return [failed(`no ztunnel is installed, and ${countOf(users, 'namespace')} in ambient mode`)];
      return onNodes('ztunnel', sets);
    },
  }),
  check({
    id: 'C042',
    group: 'ambient',
    title: 'waypoints are programmed',
    when: 'after',
    doc: `Layer 7 policies and routes of ambient workloads hold in their waypoint only. One that is not programmed does not
run: traffic to those who use it fails or passes without the policies.`,
    needs: ['gateways'],
    run: ({gateways}) =>
      gateways.filter(isWaypoint).map((gateway) => {
        const programmed = conditionOf(gateway, 'Programmed');
        if (programmed?.['status'] === 'True') return ok(`waypoint ${keyOf(gateway)} is programmed`);
        return failed(
          `waypoint ${keyOf(gateway)} is not programmed`,
          textIn(programmed, ['message']) ?? 'no controller has reported on it',
        );
      }),
  }),
  check({
    id: 'C043',
    group: 'ambient',
    title: 'namespaces use waypoints that exist',
    when: 'after',
    doc: `Where the waypoint that ${USE_WAYPOINT} names does not exist, ztunnel sends traffic straight to the pods, and layer 7
policies do NOT hold. \`istioctl waypoint apply\` makes one.`,
    needs: ['gateways', 'namespaces'],
    run({gateways, namespaces}) {
      const waypoints = new Set(gateways.filter(isWaypoint).map(keyOf));
      return namespaces.flatMap(({metadata: {name, labels = {}}}): Outcome[] => {
        const waypoint = labels[USE_WAYPOINT];
        if (waypoint === undefined || waypoint === 'none') return [];
        const key = `${labels[`${USE_WAYPOINT}-namespace`] ?? name}/${waypoint}`;
        return waypoints.has(key)
          ? [ok(`namespace ${name} uses waypoint ${key}`)]
          : [
              failed(
                `namespace ${name} uses waypoint ${key}, which does not exist`,
                'its layer 7 policies do not hold',
              ),
            ];
      });
    },
  }),
  check({
    id: 'C044',
    group: 'ambient',
    title: 'waypoints have ready endpoints',
    when: 'after',
    doc: `A waypoint is programmed as soon as istiod has made its Deployment and Service. ztunnel sends traffic for all who use
it there, whether a pod answers or not: without a ready one all of it fails. Look at the waypoint's pods and Deployment.`,
    needs: ['gateways', 'waypointEndpoints'],
    run: ({gateways, waypointEndpoints}) =>
      gateways
        .filter((gateway) => isWaypoint(gateway) && conditionOf(gateway, 'Programmed')?.['status'] === 'True')
        .map((gateway) => {
          const text = `waypoint ${keyOf(gateway)} has`;
          if (hasReadyEndpoint(waypointEndpoints, waypointService(gateway))) return ok(`${text} a ready endpoint`);
          const {namespace = '', name} = gateway.metadata;
          return failed(
            `${text} no ready endpoint`,
            'all traffic of the Services, namespaces and workloads that use it fails',
            `\`kubectl get pods -n ${namespace} -l gateway.networking.k8s.io/gateway-name=${name}\` lists its pods`,
          );
        }),
  }),
  check({
    id: 'C045',
    group: 'ambient',
    title: 'ambient pods are redirected to ztunnel',
    when: 'after',
    doc: `istio-cni notes with the annotation ambient.istio.io/redirection that it sends a pod's traffic through ztunnel. A pod
of an ambient namespace without it is not captured: it speaks plain text, and no policy is enforced for it. The log of
istio-cni on the pod's node says why; a pod that is restarted is captured again.`,
    needs: ['daemonSets', 'namespaces', 'pods'],
    run({daemonSets, namespaces, pods, settings}) {
      const wanted = ambientPods(pods, namespaces, settings.istioNamespace);
      const missed = wanted.filter((pod) => !isRedirected(pod));
      const isCaptured = missed.length < wanted.length || setsOf(daemonSets, 'k8s-app', 'istio-cni-node').length > 0;
      // Where istio-cni is missing altogether that is said once, by its own check.
      if (wanted.length === 0 || !isCaptured) return [];
      if (missed.length === 0) return [ok(`${countOf(wanted, 'ambient pod')} redirected to ztunnel`)];
      const text = `${missed.length} of ${wanted.length} ambient pods are not redirected to ztunnel`;
      return [failed(text, someOf(missed.map(keyOf)), 'they speak plain text, and no policy is enforced for them')];
    },
  }),
];

/** `1 namespace is`, `2 namespaces are`. */
function countOf(list: readonly unknown[], noun: string): string {
  return list.length === 1 ? `1 ${noun} is` : `${list.length} ${noun}s are`;
}

/** By the labels of their pods, which are the same however they were installed. */
function setsOf(daemonSets: readonly KubeObject[], label: string, value: string): KubeObject[] {
  return daemonSets.filter((set) => getIn(set, ['spec', 'template', 'metadata', 'labels', label]) === value);
}

function onNodes(what: string, sets: readonly KubeObject[]): Outcome[] {
  return sets.map((set) => {
    const [ready, wanted] = ['numberReady', 'desiredNumberScheduled'].map((count) => countIn(set, ['status', count]));
    const text = `${what}: ready on ${ready} of ${wanted} nodes (DaemonSet ${keyOf(set)})`;
    return ready === wanted && wanted !== 0 ? ok(text) : failed(text);
  });
}
