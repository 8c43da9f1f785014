// SPDX-License-Identifier: Apache-2.0
import {Agent, type OutgoingHttpHeaders} from 'node:http';
import type {RequestOptions} from 'node:https';
import type {Cluster as KubeconfigCluster, User as KubeconfigUser} from '@kubernetes/client-node';
import {IstioctlError} from '../../../errors.js';
import {from} from '../http/failure.js';
import {mapField, textField} from '../verbs/fields.js';
import {createIdTokenSource, type IdTokenSource} from './oidc.js';
import {proxyFor} from './proxy.js';
import type {Target} from './target.js';

export interface Authenticator {
  /** Answers the agent, certificates and headers of the next request; kept for a while. */
  authenticate(): Promise<RequestOptions>;
  /** Drops what was kept, for when the server refused it. */
  renew(): void;
  /** Ends idle connections. */
  close(): void;
}

/** Credentials are asked for again after this long: tokens expire, files are rotated. */
const KEEP_FOR = 5 * 60_000;

/** How many requests run at a time; the rest waits for a connection. */
const MAX_CONNECTIONS = 16;

/** An exec or OIDC plugin may open a browser, so it gets longer than a request; but it must not hang us. */
const PLUGIN_TIMEOUT = 60_000;

/**
 * Prepares the user of a target, with whatever its kubeconfig asks for (certificates, tokens, exec and OIDC plugins,
 * proxies).
 */
export async function authenticatorFor(target: Target, connections = MAX_CONNECTIONS): Promise<Authenticator> {
  const {KubeConfig} = await import('@kubernetes/client-node');
  // A new one each time: it keeps for a minute what it has read from a token file.
  const load = () => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(clusterOf(target), userOf(target));
    return config;
  };
  let config = load();
  const agents = new Set<Agent>();
  let kept: {options: Promise<RequestOptions>; until: number} | undefined;
  const idTokens = idTokensOf(target);
  const prepare = async (): Promise<RequestOptions> => {
    const options: RequestOptions = {headers: impersonationHeaders(target)};
    await config.applyToHTTPSOptions(options);
    trimToken(options);
    if (idTokens === undefined) return options;
    return {
      ...options,
      headers: {...impersonationHeaders(target), Authorization: `Bearer ${await idTokens.idToken()}`},
    };
  };
  const apply = async (): Promise<RequestOptions> => {
    const options = await withinPluginTimeout(prepare(), target);
    // The library makes an agent for one request; connections are worth keeping, and not too many at a time.
    if (options.agent instanceof Agent) {
      agents.add(Object.assign(options.agent, {keepAlive: true, maxSockets: connections}));
    }
    return options;
  };
  return {
    authenticate: () => {
      if (kept === undefined || kept.until < Date.now()) kept = {options: apply(), until: Date.now() + KEEP_FOR};
      return kept.options;
    },
    renew: () => {
      kept = undefined;
      config = load();
      idTokens?.renew();
    },
    close: () => {
      for (const agent of agents) agent.destroy();
    },
  };
}

/** Where a user of an OpenID provider gets tokens; undefined for every other user. */
function idTokensOf({origin, user}: Target): IdTokenSource | undefined {
  const provider = mapField(user, 'auth-provider');
  if (provider?.['name'] !== 'oidc') return undefined;
  const config = mapField(provider, 'config') ?? {};
  const cluster = {
    'certificate-authority': config['idp-certificate-authority'],
    'certificate-authority-data': config['idp-certificate-authority-data'],
  };
  return createIdTokenSource(config, async (server) => {
    const {KubeConfig} = await import('@kubernetes/client-node');
    const issuer = new KubeConfig();
    issuer.loadFromClusterAndUser(clusterOf({origin: {...origin, server}, cluster}), {name: origin.user});
    const options: RequestOptions = {};
    await issuer.applyToHTTPSOptions(options);
    return options;
  });
}

/** Files that hold a token mostly end with a line end, which no header may. */
function trimToken({headers}: RequestOptions): void {
  if (headers === undefined || !('Authorization' in headers)) return;
  const {Authorization: authorization} = headers;
  if (typeof authorization === 'string') headers['Authorization'] = authorization.trim();
}

function clusterOf({origin, cluster}: Pick<Target, 'origin' | 'cluster'>): KubeconfigCluster {
  const caFile = textField(cluster, 'certificate-authority');
  const caData = textField(cluster, 'certificate-authority-data');
  const tlsServerName = textField(cluster, 'tls-server-name');
  const proxyUrl = textField(cluster, 'proxy-url') ?? proxyFor(origin.server, process.env);
  return {
    name: origin.cluster,
    server: origin.server,
    // The library refuses plain HTTP, which `kubectl proxy` serves, unless there is nothing to verify.
    skipTLSVerify: origin.server.startsWith('http:') || cluster['insecure-skip-tls-verify'] === true,
    ...(caFile && {caFile}),
    ...(caData && {caData}),
    ...(tlsServerName && {tlsServerName}),
    ...(proxyUrl && {proxyUrl}),
  };
}

/**
 * The library keeps what plugins answer, for the whole process and by the name of the user alone: users of one name in
 * two kubeconfigs would share a token, and one that was refused would be used until it expires.
 */
let users = 0;

function userOf({origin, user, cluster}: Target): KubeconfigUser {
  const text = (field: string): string | undefined => textField(user, field);
  const [certFile, certData] = [text('client-certificate'), text('client-certificate-data')];
  const [keyFile, keyData] = [text('client-key'), text('client-key-data')];
  const [username, password] = [text('username'), text('password')];
  const tokenFile = text('tokenFile');
  const token = tokenFile === undefined ? text('token') : undefined;
  const authProvider = tokenFile === undefined ? libraryProvider(user) : {name: 'tokenFile', config: {tokenFile}};
  const exec = mapField(user, 'exec');
  return {
    name: `${origin.user}#${users++}`,
    ...(certFile && {certFile}),
    ...(certData && {certData}),
    ...(keyFile && {keyFile}),
    ...(keyData && {keyData}),
    ...(token && {token}),
    ...(username && {username}),
    ...(password && {password}),
    ...(authProvider && {authProvider}),
    ...(exec && {exec: withExecInfo(exec, origin.server, cluster)}),
  };
}

/** What the library does for a user by itself; see {@link idTokensOf}. */
function libraryProvider(user: Record<string, unknown>): Record<string, unknown> | undefined {
  const provider = mapField(user, 'auth-provider');
  return provider?.['name'] === 'oidc' ? undefined : provider;
}

/** Plugins learn from KUBERNETES_EXEC_INFO which version of the answer is wanted, and of which cluster. */
function withExecInfo(exec: Record<string, unknown>, server: string, cluster: Record<string, unknown>) {
  const caData = textField(cluster, 'certificate-authority-data');
  const described = {server, ...(caData && {'certificate-authority-data': caData})};
  const spec = {interactive: false, ...(exec['provideClusterInfo'] === true && {cluster: described})};
  const info = {kind: 'ExecCredential', apiVersion: exec['apiVersion'], spec};
  const env = Array.isArray(exec['env']) ? exec['env'] : [];
  return {...exec, env: [...env, {name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info)}]};
}

function impersonationHeaders({impersonation: {user, groups, uid}}: Target): OutgoingHttpHeaders {
  if (user === undefined) return {};
  return {
    'Impersonate-User': user,
    ...(groups?.length && {'Impersonate-Group': groups}),
    ...(uid !== undefined && {'Impersonate-Uid': uid}),
  };
}

async function withinPluginTimeout<T>(applied: Promise<T>, target: Target): Promise<T> {
  const {user, source} = target.origin;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no credentials within ${PLUGIN_TIMEOUT / 1000}s`)), PLUGIN_TIMEOUT);
  });
  try {
    return await Promise.race([applied, late]);
  } catch (cause) {
    const authority = textField(target.cluster, 'certificate-authority');
    if (authority !== undefined && cause instanceof Error && 'path' in cause && cause.path === authority) {
      const name = JSON.stringify(target.origin.cluster);
      const why = `cannot read the certificate authority of cluster ${name}: ${cause.message}; ${from(target.origin)}`;
      throw new IstioctlError(why, {cause, hint: 'Check certificate-authority of the cluster in the kubeconfig.'});
    }
    const command = mapField(target.user, 'exec')?.['command'];
    const how = typeof command === 'string' ? ` from ${command}` : '';
    const why = cause instanceof Error ? cause.message.trim() : String(cause);
    throw new IstioctlError(
      `cannot get the credentials of user ${JSON.stringify(user)}${how}: ${why}; user from ${source}`,
      {
        cause,
        hint: 'Log in to the cluster again, or check the user in the kubeconfig.',
      },
    );
  } finally {
    clearTimeout(timer);
  }
}
