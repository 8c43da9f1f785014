// SPDX-License-Identifier: Apache-2.0

import {decodeMessage} from '../api/messages/decode.js';
import {messageNamed} from '../api/messages/index.js';
import {readMessage} from '../inject/typed/mesh-message.js';
import {isTree, type Tree, textIn, treeIn} from '../manifest/input/tree.js';
import {istiodAddress} from './istiod-address.js';
import {type NamedYaml, readYaml, unreadable} from './named-yaml.js';
import {workloadMetadata} from './proxy-metadata.js';
import type {WorkloadGroup} from './workload-group.js';

/** A ProxyConfig in JSON, fields in lowerCamelCase, with what a workload tells istiod about itself. */
export type WorkloadProxyConfig = Tree & {proxyMetadata: Record<string, string>};

export interface WorkloadSettings {
  istioNamespace: string;
  /** Empty for the default control plane. */
  revision: string;
  clusterId: string;
  captureDns: boolean;
  autoregister: boolean;
}

const ANNOTATION = 'proxy.istio.io/config';

/**
 * How the proxy of a workload outside Kubernetes starts (spec/install.md §1.13): the mesh's `defaultConfig`, over it
 * field by field the annotations `proxy.istio.io/config` of the group and of its workloads, metadata merged by name.
 * Throws an IstioctlError, exit code 65, that names the text at fault.
 */
export function workloadProxyConfig(
  group: WorkloadGroup,
  mesh: NamedYaml,
  settings: WorkloadSettings,
): WorkloadProxyConfig {
  const {revision, istioNamespace} = settings;
  const ofMesh = decodeYaml(mesh, 'MeshConfig');
  let config: Tree = treeIn(ofMesh, ['defaultConfig']);
  if (revision !== '' && !config['discoveryAddress']) {
    config = {...config, discoveryAddress: istiodAddress(istioNamespace, revision)};
  }
  let metadata = treeIn(config, ['proxyMetadata']);
  for (const annotation of annotationsOf(group)) {
    const annotated = decodeYaml(annotation, 'ProxyConfig');
    config = {...config, ...annotated};
    metadata = {...metadata, ...treeIn(annotated, ['proxyMetadata'])};
  }
  const own = workloadMetadata(group, {
    ...settings,
    trustDomain: textIn(ofMesh, ['trustDomain']) ?? '',
    meshId: textIn(config, ['meshId']) ?? '',
  });
  const {probe} = group.spec;
  const {readinessProbe: _, ...rest} = config;
  return {
    ...rest,
    ...(probe !== undefined && {readinessProbe: probe}),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- decoded as a map of texts
    proxyMetadata: {...(metadata as Record<string, string>), ...own},
  };
}

function annotationsOf({annotations, spec, namespace, name}: WorkloadGroup): NamedYaml[] {
  const places: [string, Record<string, string> | undefined][] = [
    ['metadata', annotations],
    ['spec.metadata', spec.metadata.annotations],
  ];
  return places.flatMap(([path, of]) => {
    const text = of?.[ANNOTATION];
    return text === undefined
      ? []
      : [{name: `WorkloadGroup ${namespace}/${name}: ${path}.annotations["${ANNOTATION}"]`, text}];
  });
}

function decodeYaml(yaml: NamedYaml, message: 'MeshConfig' | 'ProxyConfig'): Tree {
  const value = readYaml(yaml) ?? {};
  if (!isTree(value)) throw unreadable(yaml.name, `a ${message} is an object`);
  try {
    // The first writes values as protobuf does, the second leaves out what is zero.
    return decodeMessage<Tree>(messageNamed(`istio.mesh.v1alpha1.${message}`), readMessage(value, message));
  } catch (error) {
    throw error instanceof Error ? unreadable(yaml.name, error.message, error) : error;
  }
}
