// SPDX-License-Identifier: Apache-2.0
import {getIn, getKey, isTree, setKey, type Tree, textIn} from '../../manifest/input/tree.js';
import {compareStrings} from '../../template/print/utf8.js';
import type {Injector} from '../injector/injector.js';
import {statusPortOf} from '../injector/mesh-config.js';
import {goJson} from '../typed/go-json.js';
import {typedObject} from '../typed/typed-value.js';
import {Annotation, goBool} from './annotation.js';
import {annotationOf, containersOf, namedItems, nameOf, type Pod, PROXY, proxyIn} from './container.js';

/** Where the agent reads what to ask the application. */
export const PROBERS = 'ISTIO_KUBE_APP_PROBERS';

/** A field of a container that the kubelet calls, and what the agent calls it. */
const PROBES = [
  ['readinessProbe', 'readyz'],
  ['livenessProbe', 'livez'],
  ['startupProbe', 'startupz'],
] as const;
const HOOKS = [
  ['preStop', 'prestopz'],
  ['postStart', 'poststartz'],
] as const;

/**
 * Leads the kubelet's probes and hooks to the agent, which the proxy lets through, and tells the agent where they went
 * (spec install.md §4.18, 7c). Changes the pod. Throws an Error for environment that an earlier injection would not write.
 */
export function rewriteProbes(pod: Pod, injector: Injector): void {
  const proxy = proxyIn(pod);
  if (proxy === undefined || !isRewriting(pod, injector)) return;
  const agentPort = statusPortOf(injector.mesh);
  const annotated = annotationOf(pod, Annotation.statusPort);
  const port = annotated === undefined ? agentPort : Number(annotated);
  const probers: Tree = {};
  for (const container of [...containersOf(pod.spec, 'containers'), ...containersOf(pod.spec, 'initContainers')]) {
    if (nameOf(container) === PROXY) continue;
    noteProbers(container, agentPort, probers);
    rewriteContainer(container, port);
  }
  if (Object.keys(probers).length > 0) tellAgent(proxy, probers, injector.compat ? wasInjected(pod) : undefined);
}

function wasInjected(pod: Pod): boolean {
  return annotationOf(pod, Annotation.status) !== undefined;
}

function isRewriting(pod: Pod, {values}: Injector): boolean {
  const said = goBool(annotationOf(pod, Annotation.rewriteProbes) ?? '');
  return said ?? getIn(values, ['sidecarInjectorWebhook', 'rewriteAppHTTPProbe']) === true;
}

function probePath(container: Tree, word: string): string {
  return `/app-health/${nameOf(container)}/${word}`;
}

function hookPath(container: Tree, word: string): string {
  return `/app-lifecycle/${nameOf(container)}/${word}`;
}

/** Where the agent finds the real probes of a container. */
function noteProbers(container: Tree, agentPort: number, probers: Tree): void {
  for (const [field, word] of PROBES) {
    const action = actionOf(getKey(container, field), container, agentPort, ['httpGet', 'tcpSocket', 'grpc']);
    if (action === undefined) continue;
    const timeout = getIn(container, [field, 'timeoutSeconds']);
    setKey(probers, probePath(container, word), {...action, ...(timeout !== undefined && {timeoutSeconds: timeout})});
  }
  for (const [field, word] of HOOKS) {
    const action = actionOf(getIn(container, ['lifecycle', field]), container, agentPort, ['httpGet', 'tcpSocket']);
    if (action !== undefined) setKey(probers, hookPath(container, word), action);
  }
}

/** The network action of a probe with its port as a number; undefined where it has none or already goes to the agent. */
function actionOf(handler: unknown, container: Tree, agentPort: number, kinds: readonly string[]): Tree | undefined {
  for (const kind of kinds) {
    const action = getKey(handler, kind);
    if (!isTree(action)) continue;
    const port = portNumber(getKey(action, 'port'), container);
    if (port === undefined || port === agentPort) return undefined;
    return {[kind]: {...action, port}};
  }
  return undefined;
}

function portNumber(port: unknown, container: Tree): number | undefined {
  if (typeof port === 'number') return port;
  const named = namedItems(container, 'ports').find((item) => textIn(item, ['name']) === port);
  const number = getKey(named, 'containerPort');
  return typeof number === 'number' ? number : undefined;
}

function rewriteContainer(container: Tree, port: number): void {
  for (const [field, word] of PROBES) {
    const probe = getKey(container, field);
    if (isTree(probe)) container[field] = redirected(probe, probePath(container, word), port, true);
  }
  const lifecycle = getKey(container, 'lifecycle');
  if (!isTree(lifecycle)) return;
  for (const [field, word] of HOOKS) {
    const hook = getKey(lifecycle, field);
    if (isTree(hook)) lifecycle[field] = redirected(hook, hookPath(container, word), port, false);
  }
}

/** The probe or hook with its network action turned into a request to the agent. */
function redirected(handler: Tree, path: string, port: number, withGrpc: boolean): Tree {
  const {httpGet, tcpSocket, grpc, ...rest} = handler;
  if (isTree(httpGet)) {
    const {scheme, ...kept} = httpGet;
    const plain = scheme === 'HTTPS' ? 'HTTP' : scheme;
    return {httpGet: {...kept, path, port, ...(plain !== undefined && {scheme: plain})}, ...rest};
  }
  if (isTree(tcpSocket)) return {httpGet: {path, port}, ...rest};
  return isTree(grpc) && withGrpc ? {httpGet: {path, port}, ...rest} : handler;
}

/**
 * Puts the probers into the agent's environment, beside those of an earlier injection; where both have one the new one
 * wins, for it is of the container as it is now. The Go istioctl keeps the old one, and adds a second variable where
 * no injection has left its status; `injectedBefore` is given where its ways are wanted.
 */
function tellAgent(proxy: Tree, probers: Tree, injectedBefore: boolean | undefined): void {
  const env = namedItems(proxy, 'env');
  const present = injectedBefore === false ? undefined : env.find((entry) => nameOf(entry) === PROBERS);
  const earlier = readProbers(textIn(present, ['value']));
  const all = injectedBefore === undefined ? {...earlier, ...probers} : {...probers, ...earlier};
  const value = goJson(Object.fromEntries(Object.entries(all).sort(([a], [b]) => compareStrings(a, b))));
  if (present === undefined) proxy['env'] = [...env, {name: PROBERS, value}];
  else proxy['env'] = env.map((entry) => (entry === present ? {name: PROBERS, value} : entry));
}

/** The probers in an environment variable, each with its fields in the order in which they are written. */
function readProbers(text: string | undefined): Tree {
  if (text === undefined) return {};
  try {
    const read: unknown = JSON.parse(text);
    if (isTree(read)) return Object.fromEntries(Object.entries(read).map(([path, prober]) => [path, ordered(prober)]));
  } catch {
    // The error below says what is wrong.
  }
  throw new Error(`the environment variable ${PROBERS} of ${PROXY} is written by the injector and is JSON`);
}

function ordered(prober: unknown): Tree {
  const probe = typedObject(prober, 'Probe', {lenient: true});
  const fields = ['httpGet', 'tcpSocket', 'grpc', 'timeoutSeconds'];
  return Object.fromEntries(fields.flatMap((field) => (probe[field] === undefined ? [] : [[field, probe[field]]])));
}
