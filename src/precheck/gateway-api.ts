// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../analysis/model/message.js';
import type {Subject} from '../analysis/model/resource.js';
import type {Cluster, KubeObject} from '../io/kube/cluster.js';

const DEFINITION = {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'};
const GROUP = 'gateway.networking.k8s.io';

/** The kinds that this version of Istio reads as v1beta1, and those that a later one will read as v1. */
const BETA = ['Gateway', 'GatewayClass', 'HTTPRoute', 'ReferenceGrant'];
const STABLE = ['Gateway', 'GatewayClass', 'HTTPRoute', 'GRPCRoute'];

/** Whether Gateway API is there in versions that Istio cannot read, or will not be able to. */
export async function gatewayApiVersions(cluster: Pick<Cluster, 'get' | 'pages'>): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const page of cluster.pages(DEFINITION, {metadataOnly: true})) {
    for (const {metadata} of page.filter((definition) => definition.metadata.name.endsWith(`.${GROUP}`))) {
      const definition = await cluster.get(DEFINITION, metadata);
      if (definition) messages.push(...versionProblems(definition));
    }
  }
  return messages;
}

function versionProblems({metadata: {name}, spec}: KubeObject): Message[] {
  const {kind, served} = readDefinition(spec);
  const versions = served.length === 0 ? 'none' : served.toSorted().join(',');
  const subject: Subject = {kind: DEFINITION.kind, namespace: '', name, annotations: {}};
  return [
    ...(BETA.includes(kind) && !served.includes('v1beta1') ? [message('IST0156', subject, [versions, 'v1beta1'])] : []),
    ...(STABLE.includes(kind) && !served.includes('v1') ? [message('IST0172', subject, [versions, 'v1'])] : []),
  ];
}

/** The API server has checked that this is what a definition looks like. */
interface DefinitionSpec {
  names: {kind: string};
  versions: {name: string; served: boolean}[];
}

function readDefinition(spec: unknown): {kind: string; served: string[]} {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see DefinitionSpec
  const {names, versions} = spec as DefinitionSpec;
  return {kind: names.kind, served: versions.filter(({served}) => served).map(({name}) => name)};
}
