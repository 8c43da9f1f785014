// SPDX-License-Identifier: Apache-2.0
import {mapsIn} from '../../src/install/apply/field.js';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';

const DEFINITION = {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'};

/** Writes a root certificate into a webhook, as istiod does. */
export async function setBundle(cluster: Cluster, configuration: KubeObject, pem: string): Promise<void> {
  const caBundle = Buffer.from(pem).toString('base64');
  const webhooks = mapsIn(configuration, ['webhooks']).map((hook) => ({
    ...hook,
    clientConfig: {...(hook['clientConfig'] as object), caBundle},
  }));
  await cluster.patch(configuration, configuration.metadata, {webhooks}, {type: 'merge'});
}

/** Adds a kind of the Gateway API, without its rules. */
export async function serveGatewayApi(cluster: Cluster, kind: string): Promise<void> {
  const plural = `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`;
  const openAPIV3Schema = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true};
  const annotations = {
    'gateway.networking.k8s.io/bundle-version': 'v1.4.0',
    'api-approved.kubernetes.io': 'https://example.test',
  };
  const spec = {
    group: 'gateway.networking.k8s.io',
    scope: kind === 'GatewayClass' ? 'Cluster' : 'Namespaced',
    names: {plural, singular: kind.toLowerCase(), kind},
    versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema}}],
  };
  await cluster.apply(
    {...DEFINITION, metadata: {name: `${plural}.${spec.group}`, annotations}, spec},
    {fieldManager: 'test'},
  );
}
