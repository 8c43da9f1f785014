// SPDX-License-Identifier: Apache-2.0
import {conditionOf, countIn} from '../../install/field.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, textIn} from '../../manifest/tree.js';
import {check, failed, type Outcome, ok} from '../check.js';
import {keyOf} from '../facts.js';

const WAYPOINT_CLASS = 'istio-waypoint';
const USE_WAYPOINT = 'istio.io/use-waypoint';
const MODE = 'istio.io/dataplane-mode';

export const AMBIENT = [
  check({
    id: 'C040',
    group: 'ambient',
    title: 'istio-cni runs on every node that should have it',
    when: 'after',
    doc: `On a node without a ready istio-cni new pods of the mesh do not start, or start outside of it.
\`kubectl describe\` of its pod on that node says why it is not ready.`,
    needs: ['daemonSets'],
    run: ({daemonSets}) => onNodes('istio-cni', setsOf(daemonSets, 'k8s-app', 'istio-cni-node')),
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
      const users = namespaces.filter(({metadata}) => metadata.labels?.[MODE] === 'ambient');
      if (sets.length === 0 && users.length > 0)
        return [failed(`no ztunnel is installed, and ${users.length} namespaces are in ambient mode`)];
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
];

/** By the labels of their pods, which are the same however they were installed. */
function setsOf(daemonSets: readonly KubeObject[], label: string, value: string): KubeObject[] {
  return daemonSets.filter((set) => getIn(set, ['spec', 'template', 'metadata', 'labels', label]) === value);
}

function isWaypoint(gateway: KubeObject): boolean {
  return getIn(gateway, ['spec', 'gatewayClassName']) === WAYPOINT_CLASS;
}

function onNodes(what: string, sets: readonly KubeObject[]): Outcome[] {
  return sets.map((set) => {
    const [ready, wanted] = ['numberReady', 'desiredNumberScheduled'].map((count) => countIn(set, ['status', count]));
    const text = `${what}: ready on ${ready} of ${wanted} nodes (DaemonSet ${keyOf(set)})`;
    return ready === wanted && wanted !== 0 ? ok(text) : failed(text);
  });
}
