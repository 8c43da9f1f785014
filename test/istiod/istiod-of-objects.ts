// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Descriptors} from '../../src/envoy/proto/descriptors.js';
import {encode} from '../../src/envoy/proto/encode.js';
import {decode} from '../../src/envoy/proto/wire.js';
import {ask} from '../../src/io/istiod/ads.js';
import {parseYamlDocuments} from '../../src/yaml/parse.js';
import {authority} from '../envoy-server/certificates.js';
import {istiodPorts, startIstiod} from './istiod.js';
import {serveObjects} from './kube-objects.js';
import {authorityFiles} from './mesh-of-istiod.js';

/** A proxy, by what its node says of itself. */
export interface AskingProxy {
  type: 'sidecar' | 'router';
  name: string;
  namespace: string;
  address: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** How a sidecar takes connections; left out for what an annotation says, or REDIRECT. */
  interception?: string;
  nodeName?: string;
  trustDomain: string;
}

export interface IstiodOfObjects {
  /** The resources of a type that istiod sends to a proxy, in JSON with the names of fields as JSON has them. */
  resources(proxy: AskingProxy, type: string, names?: readonly string[]): Promise<object[]>;
  stop(): Promise<void>;
}

/** What istiod does by default and our other tests turn off; what needs a real cluster is turned off. */
const ENVIRONMENT = {
  PILOT_ENABLE_ALPN_FILTER: 'true',
  PILOT_ENABLE_METADATA_EXCHANGE: 'true',
  PILOT_CERT_PROVIDER: 'none',
  ENABLE_CA_SERVER: 'false',
  INJECT_ENABLED: 'false',
  VALIDATION_ENABLED: 'false',
  XDS_AUTH: 'false',
  // On in the main branch; 1.30 does not know it.
  PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS: 'false',
};

/** Starts an istiod for the objects of a text in YAML, without a cluster. */
export async function istiodOfObjects(text: string, descriptors: Descriptors): Promise<IstiodOfObjects> {
  const served = await serveObjects(parseYamlDocuments(text) as Parameters<typeof serveObjects>[0]);
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-objects-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(served.url));
  const stopServing = async (): Promise<void> => {
    rmSync(folder, {recursive: true, force: true});
    await served.stop();
  };
  try {
    const istiod = await startIstiod({
      kubeconfig,
      pod: 'istiod-0',
      ports: await istiodPorts(),
      authority: authorityFiles(authority('mesh')),
      environment: ENVIRONMENT,
    });
    return {
      resources: (proxy, type, names = []) =>
        resources(descriptors, `127.0.0.1:${istiod.ports[15010]}`, nodeOf(proxy), {type, names}),
      stop: async () => {
        await istiod.stop();
        await stopServing();
      },
    };
  } catch (error) {
    await stopServing();
    throw error;
  }
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{name: 'objects', cluster: {server}}],
    users: [{name: 'objects', user: {}}],
    contexts: [{name: 'objects', context: {cluster: 'objects', user: 'objects'}}],
    'current-context': 'objects',
  });
}

function nodeOf({
  type,
  name,
  namespace,
  address,
  labels,
  annotations,
  interception,
  nodeName,
  trustDomain,
}: AskingProxy): object {
  return {
    id: `${type}~${address}~${name}.${namespace}~${namespace}.svc.cluster.local`,
    cluster: `${labels['app'] ?? 'istio-proxy'}.${namespace}`,
    metadata: {
      ISTIO_VERSION: '1.30.3',
      CLUSTER_ID: 'Kubernetes',
      NAMESPACE: namespace,
      LABELS: labels,
      ANNOTATIONS: annotations,
      SERVICE_ACCOUNT: 'default',
      MESH_ID: trustDomain,
      ...(nodeName && {NODE_NAME: nodeName}),
      ...(type === 'sidecar' && {
        INTERCEPTION_MODE: interception ?? annotations['sidecar.istio.io/interceptionMode'] ?? 'REDIRECT',
      }),
    },
  };
}

function resources(
  descriptors: Descriptors,
  address: string,
  node: object,
  {type, names}: {type: string; names: readonly string[]},
): Promise<object[]> {
  const typeUrl = `type.googleapis.com/${type}`;
  const request = encode(descriptors, 'envoy.service.discovery.v3.DiscoveryRequest', {
    node,
    type_url: typeUrl,
    resource_names: names,
  });
  const endpoint = {address, name: 'istiod', security: {kind: 'plaintext'}, local: true} as const;
  return ask(endpoint, {
    request,
    subject: type,
    timeout: 60_000,
    read(bytes) {
      const response = decode(descriptors, 'envoy.service.discovery.v3.DiscoveryResponse', bytes) as {
        typeUrl?: string;
        resources?: object[];
      };
      return response.typeUrl === typeUrl ? (response.resources ?? []) : undefined;
    },
  });
}
