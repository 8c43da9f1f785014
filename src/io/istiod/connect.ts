// SPDX-License-Identifier: Apache-2.0
import {networkInterfaces} from 'node:os';
import {IstioctlError} from '../../errors.js';
import type {KubeObject, ObjectKey} from '../kube/cluster.js';
import type {ConnectedCluster} from '../kube/connect.js';
import type {AdsEndpoint, AdsQuestion, AdsSecurity, DiscoveryQuestion} from './ads.js';
import {istiodPods, noIstiod, webhookAddress} from './find.js';

export interface XdsOptions {
  /** `host:port` to dial instead of looking for pods. */
  address?: string | undefined;
  /** Label selector of istiod's pods. */
  label?: string | undefined;
  /** Port of the pods. */
  port: number;
  /** Folder of certificates. */
  certificates?: string | undefined;
  authority?: string | undefined;
  insecure: boolean;
  plaintext: boolean;
  /** Milliseconds for each istiod to answer. */
  timeout: number;
  /** Namespace of the control plane. */
  namespace: string;
  /** Any when empty. */
  revision: string;
  /** As the reference: `plaintext` only counts with an address. */
  compat: boolean;
}

/** One istiod to ask. */
export interface XdsServer {
  /** What it is to people. */
  readonly name: string;
  /** Name of its pod; undefined when it was reached by an address. */
  readonly pod: string | undefined;
  /** What a snapshot holds of the answers of this istiod, as messages; throws an IstioctlError for what it does not. */
  readonly saved?: (request: DiscoveryQuestion) => unknown;
  /** Sends one discovery request. Ends within the time given, or with an IstioctlError that names the hop that failed. */
  ask<T>(question: Omit<AdsQuestion<T>, 'timeout'>): Promise<T>;
}

/**
 * The istiods that these options mean: the one at an address, or every running pod of the revision (spec/proxy.md §1.5).
 * `cluster` is asked for only where it is needed. Throws where none is to be found, and where there is no token to be had.
 */
export async function findXdsServers(
  options: XdsOptions,
  cluster: () => Promise<ConnectedCluster>,
): Promise<XdsServer[]> {
  if (options.address) return [serverAt(options.address, options, await securityOf(options, cluster))];
  const connected = await cluster();
  const {namespace, label, revision} = options;
  const pods = await istiodPods(connected, {namespace, label, revision});
  const {saved} = connected;
  if (saved && pods.length > 0) return pods.map((pod) => savedServer(pod.metadata, saved));
  if (pods.length > 0) {
    const security = await securityOf({...options, plaintext: options.plaintext && !options.compat}, cluster);
    return pods.map((pod) => serverInPod(pod, options, connected, security));
  }
  const address = await webhookAddress(connected, revision || 'default');
  if (address !== undefined) return [serverAt(address, options, await securityOf(options, cluster))];
  throw await noIstiod(connected, {namespace, label, revision});
}

function serverAt(address: string, options: XdsOptions, security: AdsSecurity): XdsServer {
  const name = `istiod at ${address}`;
  const endpoint = {name, address, security, authority: options.authority, local: false};
  return {name, pod: undefined, ask: (question) => asked(endpoint, question, options)};
}

function savedServer({namespace, name}: ObjectKey, saved: NonNullable<ConnectedCluster['saved']>): XdsServer {
  const own = {namespace, name};
  return {
    name: `istiod ${namespace}/${name}`,
    pod: name,
    saved: (request) => saved.discovery(own, request),
    ask: () => Promise.reject(new IstioctlError('a snapshot takes no requests')),
  };
}

function serverInPod(
  {metadata}: KubeObject,
  options: XdsOptions,
  cluster: ConnectedCluster,
  security: AdsSecurity,
): XdsServer {
  const pod: ObjectKey = {namespace: metadata.namespace ?? options.namespace, name: metadata.name};
  const name = `istiod ${pod.namespace}/${pod.name}`;
  return {
    name,
    pod: pod.name,
    async ask(question) {
      let broken: Error | undefined;
      const onError = (error: Error) => (broken ??= error);
      const local = await cluster.listen(pod, options.port, {onError});
      try {
        const endpoint: AdsEndpoint = {
          name,
          address: `127.0.0.1:${local.port}`,
          security,
          authority: options.authority ?? serviceName(options),
          local: true,
          broken: () => broken,
        };
        return await asked(endpoint, question, options);
      } finally {
        await local.close();
      }
    },
  };
}

async function asked<T>(
  endpoint: AdsEndpoint,
  question: Omit<AdsQuestion<T>, 'timeout'>,
  {timeout}: XdsOptions,
): Promise<T> {
  const {ask} = await import('./ads.js');
  return ask(endpoint, {...question, timeout});
}

/** The name in istiod's certificate. */
function serviceName({namespace, revision}: XdsOptions): string {
  return `istiod${revision === '' || revision === 'default' ? '' : `-${revision}`}.${namespace}.svc`;
}

async function securityOf(
  {plaintext, certificates, insecure, namespace}: XdsOptions,
  cluster: () => Promise<ConnectedCluster>,
): Promise<AdsSecurity> {
  if (plaintext) return {kind: 'plaintext'};
  if (certificates) return {kind: 'certificates', folder: certificates, insecure};
  const account = {namespace, name: 'default'};
  try {
    const token = await (await cluster()).requestToken(account, {audiences: ['istio-ca'], expirationSeconds: 3600});
    return {kind: 'token', token};
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const hint = cause instanceof IstioctlError ? cause.hint : undefined;
    throw new IstioctlError(`failed to create RPC credentials for "default.${namespace}": ${why}`, {
      cause,
      ...(hint !== undefined && {hint}),
    });
  }
}

/** The address that a request names its sender by: the first of this machine that is private, else the loopback address. */
export function privateAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((own) => own ?? []);
  const found = addresses.find(
    ({family, internal, address}) => family === 'IPv4' && !internal && PRIVATE.test(address),
  );
  return found?.address ?? '127.0.0.1';
}

const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;
