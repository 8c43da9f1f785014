// SPDX-License-Identifier: Apache-2.0
import {Agent, type OutgoingHttpHeaders} from 'node:http';
import type {RequestOptions} from 'node:https';
import type {Cluster as KubeconfigCluster, User as KubeconfigUser} from '@kubernetes/client-node';
import {IstioctlError} from '../../../errors.js';
import {from} from '../http/failure.js';
import {mapField, textField} from '../verbs/fields.js';
import {type PluginCredentials, runPlugin} from './exec-plugin.js';
import {createIdTokenSource, type IdTokenSource} from './oidc.js';
import {type ChosenProxy, proxyFor, usableProxy} from './proxy.js';
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

/** Milliseconds that a connection through a proxy may outlive its request, which then has its own message. */
const GRACE = 500;

/** How many requests run at a time; the rest waits for a connection. */
const MAX_CONNECTIONS = 16;

/**
 * Prepares the user of a target, with whatever its kubeconfig asks for (certificates, tokens, exec and OIDC plugins,
 * proxies).
 */
export async function authenticatorFor(
  target: Target,
  {timeout, connections = MAX_CONNECTIONS, say}: AuthenticatorOptions,
): Promise<Authenticator> {
  const {KubeConfig} = await import('@kubernetes/client-node');
  refuseRemovedProvider(target);
  // A new one each time: it keeps for a minute what it has read from a token file.
  const load = (credentials: PluginCredentials) => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(clusterOf(target), {...userOf(target), ...fieldsOf(credentials)});
    return config;
  };
  const agents = new Set<Agent>();
  let kept: {options: Promise<RequestOptions>; until: number} | undefined;
  const idTokens = idTokensOf(target);
  const prepare = async (credentials: PluginCredentials): Promise<RequestOptions> => {
    const options: RequestOptions = {headers: impersonationHeaders(target)};
    await load(credentials).applyToHTTPSOptions(options);
    trimToken(options);
    if (idTokens === undefined) return options;
    return {
      ...options,
      headers: {...impersonationHeaders(target), Authorization: `Bearer ${await idTokens.idToken()}`},
    };
  };
  const apply = async (): Promise<RequestOptions> => {
    const credentials = await pluginCredentials(target, timeout, say);
    if (kept !== undefined && credentials.expires !== undefined) kept.until = Math.min(kept.until, credentials.expires);
    const options = await withinTime(prepare(credentials), target, timeout);
    // The library makes an agent for one request; connections are worth keeping, and not too many at a time.
    if (options.agent instanceof Agent) {
      agents.add(Object.assign(options.agent, {keepAlive: true, maxSockets: connections}));
      // The library ends the wait for an HTTP proxy only where its agent has a timeout; nothing else listens to it.
      if (target.origin.proxy?.url.startsWith('http')) withTimeout(options.agent, timeout + GRACE);
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
      idTokens?.renew();
    },
    close: () => {
      for (const agent of agents) agent.destroy();
    },
  };
}

export interface AuthenticatorOptions {
  /** Milliseconds that getting the credentials may take. */
  timeout: number;
  /** How many requests run at a time. */
  connections?: number | undefined;
  /** Says a line to the person at the terminal, who may have to do something for the credentials. */
  say(line: string): void;
}

/** What replaced the providers that Kubernetes 1.26 removed. */
const REPLACED: Record<string, string> = {
  gcp: 'Install gke-gcloud-auth-plugin and run gcloud container clusters get-credentials, which writes it as exec.',
  azure: 'Install kubelogin and run kubelogin convert-kubeconfig, which writes it as exec.',
  openstack: 'Use client-keystone-auth as an exec plugin.',
};

function refuseRemovedProvider({origin, user}: Target): void {
  const provider = mapField(user, 'auth-provider');
  const name = provider && (textField(provider, 'name') ?? '');
  if (name === undefined || name === 'oidc') return;
  const hint = REPLACED[name] ?? 'Use a credential plugin (exec) of your provider in the kubeconfig.';
  throw new IstioctlError(
    `user ${JSON.stringify(origin.user)} has auth-provider ${JSON.stringify(name)}, which Kubernetes has no more: credential plugins replaced it; user from ${origin.source}`,
    {hint},
  );
}

/** What the credential plugin of the user gives; nothing where the user has none. */
async function pluginCredentials(
  {origin, user, cluster}: Target,
  timeout: number,
  say: (line: string) => void,
): Promise<PluginCredentials> {
  const exec = mapField(user, 'exec');
  if (exec === undefined) return {};
  const info = execInfo(exec, origin.server, cluster);
  return runPlugin({exec, user: origin.user, source: origin.source, info, timeout, say});
}

function fieldsOf({token, certificate, key}: PluginCredentials): Partial<KubeconfigUser> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return {
    ...(token && {token}),
    ...(certificate && {certData: base64(certificate)}),
    ...(key && {keyData: base64(key)}),
  };
}

/** The agent's own options are those of each of its connections; the types of Node leave them out. */
function withTimeout(agent: Agent, timeout: number): void {
  if ('options' in agent) Object.assign(Object(agent.options), {timeout});
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
  const proxyUrl = proxyOf({origin, cluster})?.url;
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

/** The proxy to a cluster: of the kubeconfig, else of the environment. @throws IstioctlError for one that cannot be used. */
export function proxyOf({origin, cluster}: Pick<Target, 'origin' | 'cluster'>): ChosenProxy | undefined {
  const own = textField(cluster, 'proxy-url');
  const proxy = own
    ? {url: own, source: `proxy-url of cluster ${origin.cluster}`}
    : proxyFor(origin.server, process.env);
  return proxy && usableProxy(proxy);
}

/**
 * The library keeps what plugins answer, for the whole process and by the name of the user alone: users of one name in
 * two kubeconfigs would share a token, and one that was refused would be used until it expires.
 */
let users = 0;

function userOf({origin, user}: Target): KubeconfigUser {
  const text = (field: string): string | undefined => textField(user, field);
  const [certFile, certData] = [text('client-certificate'), text('client-certificate-data')];
  const [keyFile, keyData] = [text('client-key'), text('client-key-data')];
  const [username, password] = [text('username'), text('password')];
  const tokenFile = text('tokenFile');
  const token = tokenFile === undefined ? text('token') : undefined;
  const authProvider = tokenFile === undefined ? libraryProvider(user) : {name: 'tokenFile', config: {tokenFile}};
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
  };
}

/** What the library does for a user by itself; see {@link idTokensOf}. */
function libraryProvider(user: Record<string, unknown>): Record<string, unknown> | undefined {
  const provider = mapField(user, 'auth-provider');
  return provider?.['name'] === 'oidc' ? undefined : provider;
}

/** Plugins learn from KUBERNETES_EXEC_INFO which version of the answer is wanted, and of which cluster. */
function execInfo(exec: Record<string, unknown>, server: string, cluster: Record<string, unknown>): string {
  const caData = textField(cluster, 'certificate-authority-data');
  const described = {server, ...(caData && {'certificate-authority-data': caData})};
  const spec = {interactive: false, ...(exec['provideClusterInfo'] === true && {cluster: described})};
  return JSON.stringify({kind: 'ExecCredential', apiVersion: exec['apiVersion'], spec});
}

function impersonationHeaders({impersonation: {user, groups, uid}}: Target): OutgoingHttpHeaders {
  if (user === undefined) return {};
  return {
    'Impersonate-User': user,
    ...(groups?.length && {'Impersonate-Group': groups}),
    ...(uid !== undefined && {'Impersonate-Uid': uid}),
  };
}

async function withinTime<T>(applied: Promise<T>, target: Target, timeout: number): Promise<T> {
  const {user, source} = target.origin;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no credentials within ${timeout / 1000}s`)), timeout);
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
    const why = cause instanceof Error ? cause.message.trim() : String(cause);
    throw new IstioctlError(`cannot get the credentials of user ${JSON.stringify(user)}: ${why}; user from ${source}`, {
      cause,
      hint: 'Log in to the cluster again, or check the user in the kubeconfig.',
    });
  } finally {
    clearTimeout(timer);
  }
}
