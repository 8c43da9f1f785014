// SPDX-License-Identifier: Apache-2.0
import {gatewayApiCredentials, ISTIO_GATEWAY, istioCredentials, KUBERNETES_GATEWAY} from '../certs/in-cluster.js';
import type {Cluster, KubeObject} from '../io/kube/cluster.js';
import {getIn, isTree} from '../manifest/input/tree.js';

/** A Secret with the certificate of a Gateway. */
export interface GatewaySecret {
  /** `namespace/name` of the Gateway. */
  gateway: string;
  /** `namespace/name` */
  secret: string;
  /** Whether there is such a Secret. */
  exists: boolean;
}

const SECRET = {apiVersion: 'v1', kind: 'Secret'};
const POD = {apiVersion: 'v1', kind: 'Pod'};

/**
 * Looks for the Secrets that Gateways of both kinds name, each where it is read: for Gateways of Istio in the namespaces
 * of the pods that serve them.
 *
 * @param namespace Of the Gateways; all when undefined.
 */
export async function gatewaySecrets(cluster: Cluster, namespace: string | undefined): Promise<GatewaySecret[]> {
  const [own, kubernetes] = await Promise.all(
    [ISTIO_GATEWAY, KUBERNETES_GATEWAY].map((kind) => cluster.list(kind, {namespace})),
  );
  const ofIstio = (own ?? []).map(async (gateway) =>
    istioCredentials(gateway, await podNamespaces(cluster, gateway)).map((each) => ({...each, gateway})),
  );
  const ofKubernetes = (kubernetes ?? []).map((gateway) =>
    gatewayApiCredentials(gateway).map((each) => ({...each, gateway})),
  );
  const named = [...(await Promise.all(ofIstio)), ...ofKubernetes].flat();
  const found = new Map<string, Promise<boolean>>();
  return Promise.all(
    named.map(async ({gateway, namespace: home, secret: name}) => {
      const secret = `${home}/${name}`;
      const known = found.get(secret) ?? cluster.get(SECRET, {namespace: home, name}).then((it) => it !== undefined);
      found.set(secret, known);
      return {gateway: `${gateway.metadata.namespace}/${gateway.metadata.name}`, secret, exists: await known};
    }),
  );
}

/** Namespaces in which pods do what a Gateway of Istio says; none where no pod does, or all would. */
async function podNamespaces(cluster: Cluster, gateway: KubeObject): Promise<string[]> {
  const selector = getIn(gateway, ['spec', 'selector']);
  const labels = Object.entries(isTree(selector) ? selector : {}).map(([key, value]) => `${key}=${String(value)}`);
  if (labels.length === 0) return [];
  const pods = await cluster.list(POD, {labelSelector: labels.join(',')});
  return [...new Set(pods.map(({metadata}) => metadata.namespace ?? ''))].sort();
}
