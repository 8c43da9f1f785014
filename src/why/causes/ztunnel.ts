// SPDX-License-Identifier: Apache-2.0

import {text} from '../../describe/objects.js';
import {selectedFor} from '../../describe/shaping/selected.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {kindAndName, newestFirst} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {type Cause, holds, not} from './cause.js';

export const DENIED_BY_ZTUNNEL: Cause = {
  id: 'denied-by-ztunnel',
  title: 'ztunnel refuses the connection because of a policy',
  doc: `In ambient mode, ztunnel enforces AuthorizationPolicies on connections: a DENY rule took it (explicitly denied by), or
ALLOW policies are for the server and none took it.`,
  needs: [],
  judge(scene) {
    const {entry, facts} = scene;
    if (entry.format !== 'ztunnel') return undefined;
    const {detail, ztunnel} = entry;
    if (!/policy rejection|denied by|none allowed|401/i.test(detail))
      return not('the error of ztunnel is not about a policy');
    const source = ztunnel['src.identity'] || 'a client without identity';
    const target = ztunnel['dst.workload'] ?? ztunnel['dst.addr'] ?? '';
    const [, home = '', name] = /denied by:? ([^/\s]+)\/([^\s,"]+)/i.exec(detail) ?? [];
    const proof = [`${entry.place}: ${detail}`, `the client is ${source}`];
    if (name !== undefined) {
      return holds(
        `AuthorizationPolicy ${name}.${home} denies connections of ${source} to ${target}`,
        proof,
        `narrow the rules of AuthorizationPolicy ${name}.${home}`,
        [{kind: 'AuthorizationPolicy', namespace: home, name, field: 'spec.rules'}],
      );
    }
    const allowing = policiesOf(scene, facts.objects.all('AuthorizationPolicy')).filter((each) =>
      ['', 'ALLOW'].includes(text(each['spec'], 'action')),
    );
    const [first] = newestFirst(allowing);
    if (!first) return not('no AuthorizationPolicy with action ALLOW is for the server');
    return holds(
      `no rule of ${allowing.map(kindAndName).join(', ')} allows ${source} to connect to ${target}`,
      proof,
      `add ${source} to a rule of ${kindAndName(first)}`,
      [changeOf(first, 'spec.rules')],
    );
  },
};

function policiesOf({callee, entry, facts}: Scene, all: readonly KubeObject[]): KubeObject[] {
  const namespace = callee?.metadata.namespace ?? entry.ztunnel['dst.namespace'] ?? '';
  const workload = {type: 'sidecar', namespace, labels: callee?.metadata.labels ?? {}};
  return selectedFor(workload, all, facts.mesh.rootNamespace).map(({object}) => object);
}

export const WAYPOINT_UNUSABLE: Cause = {
  id: 'waypoint-unusable',
  title: 'the waypoint of the service or workload cannot be used',
  doc: `ztunnel sends connections to the waypoint that the label istio.io/use-waypoint names. Where that has no endpoints or does not
exist, it refuses them.`,
  needs: [],
  judge(scene) {
    const {entry, destination, facts} = scene;
    if (entry.format !== 'ztunnel') return undefined;
    if (!/waypoint/i.test(entry.detail)) return not('the error of ztunnel is not about a waypoint');
    const labelled = [
      destination?.service,
      facts.objects.all('Namespace').find(({metadata}) => metadata.name === (entry.ztunnel['dst.namespace'] ?? '')),
    ];
    const holder = labelled.find((each) => each?.metadata.labels?.['istio.io/use-waypoint'] !== undefined);
    const name = holder?.metadata.labels?.['istio.io/use-waypoint'];
    const home = holder?.metadata.labels?.['istio.io/use-waypoint-namespace'] ?? entry.ztunnel['dst.namespace'] ?? '';
    if (!holder || name === undefined) return not('no object names a waypoint for the server');
    const gateway = facts.objects.find('KubernetesGateway', home, name);
    return holds(
      gateway
        ? `waypoint ${name}.${home} has no endpoints`
        : `${kindAndName(holder)} uses waypoint ${name}, and there is no such Gateway in namespace ${home}`,
      [`${entry.place}: ${entry.detail}`, `istio.io/use-waypoint of ${kindAndName(holder)} is ${name}`],
      gateway
        ? `kubectl get pods -n ${home} -l gateway.networking.k8s.io/gateway-name=${name}`
        : `istioctl waypoint apply -n ${home} --name ${name}`,
      [gateway ? changeOf(gateway, 'spec') : {kind: 'Gateway', namespace: home, name, field: 'spec'}],
    );
  },
};
