// SPDX-License-Identifier: Apache-2.0
import {usageMistake} from '../errors.js';
import type {Tree} from '../manifest/input/tree.js';
import {emitYaml} from '../yaml/emit.js';
import type {Credentials} from './reader-account.js';

export type RemoteSecretType = 'remote' | 'config';

/** A cluster, and how the istiod of another one gets in. */
export interface RemoteCluster {
  /** What the mesh calls the cluster. */
  name: string;
  /** Namespace of the control plane that is to read the Secret. */
  namespace: string;
  type: RemoteSecretType;
  server: string;
  tlsServerName: string | undefined;
  credentials: Credentials;
  /** An authentication plugin of client-go in place of the token. */
  plugin: {name: string; config: Record<string, string>} | undefined;
}

const CLUSTER_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Throws for what cannot be the name of a cluster. */
export function checkClusterName(name: string): void {
  if (CLUSTER_NAME.test(name)) return;
  throw usageMistake(`${name} is not a valid DNS 1123 label`, {
    hint: 'Name the cluster with small letters, digits and dashes, 63 of them at most: --name.',
  });
}

/** The Secret by which istiod reaches the cluster (spec/install.md §1.11). */
export function remoteSecret({name, namespace, type, ...cluster}: RemoteCluster): Tree {
  const isConfig = type === 'config';
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      annotations: {'networking.istio.io/cluster': name},
      labels: {'istio/multiCluster': 'true'},
      name: isConfig ? 'istio-kubeconfig' : `istio-remote-secret-${name}`,
      namespace,
    },
    stringData: {[isConfig ? 'config' : name]: emitYaml(kubeconfig(name, cluster))},
  };
}

function kubeconfig(name: string, cluster: Omit<RemoteCluster, 'name' | 'namespace' | 'type'>): Tree {
  const {server, tlsServerName, credentials, plugin} = cluster;
  const target = {
    'certificate-authority-data': credentials.authority,
    server,
    ...(tlsServerName !== undefined && {'tls-server-name': tlsServerName}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    preferences: {},
    clusters: [{name, cluster: target}],
    contexts: [{name, context: {cluster: name, user: name}}],
    'current-context': name,
    users: [{name, user: plugin === undefined ? {token: credentials.token} : {'auth-provider': plugin}}],
  };
}
