// SPDX-License-Identifier: Apache-2.0
import {createServer} from 'node:http';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {startControlPlane} from '../../cluster/control-plane.js';
import {type Envoy, type EnvoyOptions, startEnvoy} from '../../envoy-server/envoy.js';
import {freePorts} from '../../envoy-server/ports.js';
import {cartSidecar} from '../../envoy-server/sidecar.js';
import {eventually} from '../../support/eventually.js';
import {portOf} from '../../support/port.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

/** Pods on a real API server behind which real Envoys answer. */
export interface MeshOfEnvoys {
  cluster: ConnectedCluster;
  kubeconfig: string;
  cart: Envoy;
  edge: Envoy;
  stop(): Promise<void>;
}

/**
 * In the namespace shop: cart-0 and cart-1, behind both of which one sidecar answers; mute-0, whose proxy takes requests
 * and never answers; closed-0, whose proxy has ended; and late-0, which never starts. In edge: the gateway edge-0. `more`
 * stands in the place of what the Envoys would be given else.
 */
export async function startMeshOfEnvoys(more: Partial<EnvoyOptions> = {}): Promise<MeshOfEnvoys> {
  const mute = createServer(() => {});
  const [plane, cart, edge, mutePort, [closedPort = 0]] = await Promise.all([
    startControlPlane({nodes: 1}),
    startSidecar(more),
    startSidecar(more),
    portOf(mute),
    freePorts(1),
  ]);
  const cluster = await connect({kubeconfig: plane.kubeconfig});
  await settle(cluster, [
    set('shop', 'cart', 'sidecar', cart.annotations, 2),
    set('edge', 'edge', 'router', edge.annotations),
    set('shop', 'mute', 'sidecar', {'node.test/ports': `15000=${mutePort}`}),
    set('shop', 'closed', 'sidecar', {'node.test/ports': `15000=${closedPort}`}),
    set('shop', 'late', 'sidecar', {'node.test/fate': 'Pending'}),
  ]);
  return {
    cluster,
    kubeconfig: plane.kubeconfig,
    cart,
    edge,
    stop: async () => {
      cluster.close();
      mute.closeAllConnections();
      mute.close();
      await Promise.all([cart.stop(), edge.stop(), plane.stop()]);
    },
  };
}

async function startSidecar(more: Partial<EnvoyOptions>): Promise<Envoy> {
  const [outbound = 0, inbound = 0, upstream = 0] = await freePorts(3);
  return startEnvoy({...cartSidecar({outbound, inbound, upstream}), ...more});
}

async function settle(cluster: ConnectedCluster, sets: ReturnType<typeof set>[]): Promise<void> {
  for (const name of ['shop', 'edge']) {
    await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}, {fieldManager: 'test'});
  }
  for (const object of sets) await cluster.create(object, {fieldManager: 'test'});
  await eventually('5 of 6 pods are running', async (saw) => {
    const pods = await cluster.list(POD);
    const running = pods.filter(
      ({status}) => typeof status === 'object' && status !== null && 'phase' in status && status.phase === 'Running',
    );
    saw(`${running.length} of ${pods.length} pods`);
    return running.length === 5 && pods.length === 6;
  });
}

function set(namespace: string, name: string, role: string, annotations: Record<string, string>, replicas = 1) {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {namespace, name},
    spec: {
      replicas,
      podManagementPolicy: 'Parallel',
      serviceName: name,
      selector: {matchLabels: {app: name}},
      template: {
        metadata: {labels: {app: name}, annotations},
        spec: {containers: [{name: 'istio-proxy', image: 'i', args: ['proxy', role]}]},
      },
    },
  };
}
