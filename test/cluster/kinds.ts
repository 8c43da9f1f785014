// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import type {Cluster} from '../../src/io/kube/cluster.js';

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
  while (!(await cluster.serves(NETWORK_ATTACHMENT))) await sleep(50);
}
