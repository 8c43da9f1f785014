// SPDX-License-Identifier: Apache-2.0
import type {Cluster, ObjectKind} from '../../src/io/kube/cluster.js';
import {eventually} from '../support/eventually.js';

const NETWORK_ATTACHMENT = {apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition'};

/** Adds the kind that Multus brings along, which OpenShift has and plain Kubernetes has not. */
export async function addNetworkAttachmentKind(cluster: Cluster): Promise<void> {
  const openAPIV3Schema = {
    type: 'object',
    properties: {spec: {type: 'object', properties: {config: {type: 'string'}}}},
  };
  await cluster.apply(
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {name: 'network-attachment-definitions.k8s.cni.cncf.io'},
      spec: {
        group: 'k8s.cni.cncf.io',
        scope: 'Namespaced',
        names: {
          plural: 'network-attachment-definitions',
          singular: 'network-attachment-definition',
          kind: NETWORK_ATTACHMENT.kind,
        },
        versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema}}],
      },
    },
    {fieldManager: 'test'},
  );
  await untilServed(cluster, NETWORK_ATTACHMENT);
}

/** The Gateway of the Gateway API, with a status that only its subresource changes; without its validation. */
export async function addGatewayKind(cluster: Cluster): Promise<void> {
  const GROUP = 'gateway.networking.k8s.io';
  const open = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true};
  const schema = {openAPIV3Schema: {type: 'object', properties: {spec: open, status: open}}};
  await cluster.apply(
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: `gateways.${GROUP}`,
        annotations: {'api-approved.kubernetes.io': 'unapproved, for tests'},
      },
      spec: {
        group: GROUP,
        scope: 'Namespaced',
        names: {kind: 'Gateway', plural: 'gateways', singular: 'gateway', listKind: 'GatewayList'},
        versions: [{name: 'v1', served: true, storage: true, schema, subresources: {status: {}}}],
      },
    },
    {fieldManager: 'test'},
  );
  const GATEWAY = {apiVersion: `${GROUP}/v1`, kind: 'Gateway'};
  await untilServed(cluster, GATEWAY);
}

/** Waits until the API server knows the kind: a while after its definition was written. */
export async function untilServed(cluster: Pick<Cluster, 'serves'>, kind: ObjectKind): Promise<void> {
  await eventually(`${kind.kind} is served`, () => cluster.serves(kind));
}
