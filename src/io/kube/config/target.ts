// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {IstioctlError, usageMistake} from '../../../errors.js';
import type {ClusterOrigin} from '../cluster.js';
import {type Entry, kubeconfigPlaces, type MergedKubeconfig, parseKubeconfig, readKubeconfig} from './kubeconfig.js';
import {maskedUrl} from './masked.js';

/** Whom to pretend to be; the user's own rights must allow it. */
export interface Impersonation {
  user?: string | undefined;
  groups?: string[] | undefined;
  uid?: string | undefined;
}

export interface TargetOptions {
  /** Path of the kubeconfig. */
  kubeconfig?: string | undefined;
  /** A kubeconfig that came from elsewhere, such as a Secret; it may neither run commands nor name files here. */
  received?: ReceivedKubeconfig | undefined;
  context?: string | undefined;
  impersonation?: Impersonation | undefined;
  /** Folder of what Kubernetes gives to the process of a pod; where it always is when left out. */
  podSecrets?: string | undefined;
}

export interface ReceivedKubeconfig {
  /** What messages call it. */
  name: string;
  text: string;
}

/** One cluster and one user, as the kubeconfig describes them. */
export interface Target {
  origin: ClusterOrigin;
  cluster: Record<string, unknown>;
  user: Record<string, unknown>;
  impersonation: Impersonation;
}

const POD_SECRETS = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Decides which cluster is meant: the chosen or current context of the kubeconfig, else the cluster this process runs
 * in. Throws, with the names that exist, when the answer is none.
 */
export function resolveTarget(options: TargetOptions): Target {
  if (options.received) return receivedTarget(options.received);
  const kubeconfig = readKubeconfig(options.kubeconfig);
  const target =
    kubeconfig === undefined
      ? podTarget(options.podSecrets ?? POD_SECRETS)
      : contextTarget(kubeconfig, options.context);
  const {user, groups, uid} = options.impersonation ?? {};
  if (user !== undefined) return {...target, impersonation: {user, groups, uid}};
  if (groups?.length || uid !== undefined) throw usageMistake('--as-group and --as-uid need --as');
  return target;
}

/** Fields of users and clusters that make whoever reads them run a command or open a file. */
const LOCAL = ['exec', 'auth-provider', 'tokenFile', 'client-certificate', 'client-key', 'certificate-authority'];

function receivedTarget({name, text}: ReceivedKubeconfig): Target {
  const target = contextTarget(parseKubeconfig(name, text), undefined);
  const local = LOCAL.find((field) => Object.hasOwn(target.user, field) || Object.hasOwn(target.cluster, field));
  if (local === undefined) return target;
  throw new IstioctlError(`kubeconfig ${name} has ${local}, which is not taken from a cluster`, {
    hint: 'Give a context for that cluster with --remote-contexts.',
  });
}

function contextTarget(kubeconfig: MergedKubeconfig, chosen: string | undefined): Target {
  const files = kubeconfig.files.join(', ');
  const name = chosen || kubeconfig.currentContext;
  const names = kubeconfig.contexts.map((context) => context.name);
  if (name === undefined) {
    throw new IstioctlError(`kubeconfig ${files} names no current context`, {hint: chooseFrom(names)});
  }
  const context = kubeconfig.contexts.find((entry) => entry.name === name);
  if (context === undefined) {
    throw new IstioctlError(`context ${JSON.stringify(name)} is not in kubeconfig ${files}`, {hint: chooseFrom(names)});
  }
  const cluster = referred(context, 'cluster', kubeconfig.clusters);
  if (cluster === undefined) throw new IstioctlError(`kubeconfig ${context.file}: context ${name} names no cluster`);
  const address = serverOf(cluster);
  const user = referred(context, 'user', kubeconfig.users);
  const namespace = context.fields['namespace'];
  return {
    origin: {
      cluster: cluster.name,
      context: name,
      server: address.server,
      user: user?.name ?? 'anonymous',
      source: context.file,
      namespace: typeof namespace === 'string' && namespace !== '' ? namespace : 'default',
    },
    cluster: cluster.fields,
    user: {...address.login, ...user?.fields},
    impersonation: impersonationOf(user),
  };
}

/**
 * The address of a cluster's server for requests and messages: without query, and without the user and password that
 * may stand in it, which become the login of a user without another. An address without scheme is HTTPS where the
 * cluster has anything to do with TLS, else HTTP, as in kubectl.
 */
function serverOf({name, file, fields}: Entry): {server: string; login: Record<string, string>} {
  const given = fields['server'];
  const hint = `Set the server of cluster ${name} in the kubeconfig, as in https://HOST:PORT.`;
  if (typeof given !== 'string' || given === '') {
    throw new IstioctlError(`kubeconfig ${file}: cluster ${name} has no server address`, {hint});
  }
  const hasTls = TLS_FIELDS.some((field) => fields[field]);
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `${hasTls ? 'https' : 'http'}://${given}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const what = JSON.stringify(maskedUrl(given));
    throw new IstioctlError(`kubeconfig ${file}: server ${what} of cluster ${name} is no address of a server`, {hint});
  }
  const {username, password} = url;
  const login: Record<string, string> =
    username === '' ? {} : {username: decoded(username), password: decoded(password)};
  const server = text.replace(/[?#].*$/s, '').replace(/^(https?:\/\/)[^/]*@/i, '$1');
  return {server: server.replace(/\/+$/, ''), login};
}

const TLS_FIELDS = [
  'certificate-authority',
  'certificate-authority-data',
  'insecure-skip-tls-verify',
  'tls-server-name',
];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is meant as it stands
  }
}

/** The entry a context names, undefined when it names none; naming one that is not there is an error. */
function referred(context: Entry, field: 'cluster' | 'user', entries: Entry[]): Entry | undefined {
  const name = context.fields[field];
  if (typeof name !== 'string' || name === '') return undefined;
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  throw new IstioctlError(
    `kubeconfig ${context.file}: context ${context.name} names ${field} ${JSON.stringify(name)}, which is not there`,
    {
      hint: `Known ${field}s: ${entries.map((candidate) => candidate.name).join(', ') || 'none'}.`,
    },
  );
}

function impersonationOf(user: Entry | undefined): Impersonation {
  const name = user?.fields['as'];
  const groups = user?.fields['as-groups'];
  const uid = user?.fields['as-uid'];
  return {
    user: typeof name === 'string' ? name : undefined,
    groups: Array.isArray(groups) ? groups.map(String) : undefined,
    uid: typeof uid === 'string' ? uid : undefined,
  };
}

function chooseFrom(contexts: string[]): string {
  if (contexts.length === 0) return 'It holds no contexts; pass another file with --kubeconfig or set KUBECONFIG.';
  return `Choose one with --context: ${contexts.join(', ')}.`;
}

/** The cluster whose pod this process runs in. */
function podTarget(secrets: string): Target {
  const host = process.env['KUBERNETES_SERVICE_HOST'];
  const port = process.env['KUBERNETES_SERVICE_PORT'];
  if (host && port && !existsSync(`${secrets}/token`)) {
    throw new IstioctlError(`no cluster to talk to: ${kubeconfigPlaces()}, and this pod has no token in ${secrets}`, {
      hint: 'Let the pod have the token of its service account (automountServiceAccountToken), or pass --kubeconfig.',
    });
  }
  if (!host || !port) {
    throw new IstioctlError(`no cluster to talk to: ${kubeconfigPlaces()}`, {
      hint: 'Pass a kubeconfig file with --kubeconfig or set KUBECONFIG.',
    });
  }
  const namespaceFile = `${secrets}/namespace`;
  return {
    origin: {
      cluster: 'in-cluster',
      context: 'in-cluster',
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      user: 'service account of this pod',
      source: secrets,
      namespace: existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : 'default',
    },
    cluster: {'certificate-authority': `${secrets}/ca.crt`},
    user: {tokenFile: `${secrets}/token`},
    impersonation: {},
  };
}
