// SPDX-License-Identifier: Apache-2.0

import {type Tree, textIn, treeIn} from '../../manifest/input/tree.js';
import {strategicMerge} from '../../manifest/overlay/strategic-merge.js';
import type {Struct} from '../../template/compile/value.js';
import {TemplateError} from '../../template/template-error.js';
import {YamlError} from '../../yaml/error.js';
import type {Injector} from '../injector/injector.js';
import {annotatedProxyConfig, statusPortOf} from '../injector/mesh-config.js';
import {goJson} from '../typed/go-json.js';
import {typedPod} from '../typed/typed-pod.js';
import {FieldError} from '../typed/typed-value.js';
import {Annotation, annotationProblems} from './annotation.js';
import {
  annotationOf,
  containersOf,
  findContainer,
  labelOf,
  namedItems,
  nameOf,
  type Pod,
  PROXY,
  textsIn,
} from './container.js';
import {strategicMerged, withCustomization} from './customization.js';
import {orderContainers} from './order.js';
import type {Owner} from './owner.js';
import {PROBERS, rewriteProbes} from './probes.js';
import {mergeMetrics, SCRAPED} from './prometheus.js';
import {beforeInjection} from './reinjection.js';
import {templateData} from './template-data.js';

/** Why a pod cannot be injected; `annotation` is the one to blame, where it is one. */
export class InjectionError extends Error {
  override readonly name = 'InjectionError';
  constructor(
    message: string,
    readonly details: {annotation?: string; cause?: unknown} = {},
  ) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause});
  }
}

const NETWORK_LABEL = 'topology.istio.io/network';

/**
 * The pod with the proxy in it (spec install.md §4.18); the argument is not changed. It has to be as `typedPod` gives it.
 * @throws InjectionError
 */
export function injectPod(injector: Injector, pod: Pod, owner: Owner): Pod {
  const problems = annotationProblems(textsIn(pod.metadata, 'annotations'), injector.compat);
  if (problems[0] !== undefined) throw invalidAnnotations(problems);
  const proxyConfig = proxyConfigFor(injector, pod);
  const {merged, template} = applyTemplates(injector, pod, owner, proxyConfig);
  return blaming('after its templates the pod', () => {
    const customised = withCustomization({merged, template, original: pod}, proxyConfig);
    setClusterAndNetwork(customised, injector);
    mergeMetrics(customised, injector.mesh);
    rewriteProbes(customised, injector);
    setMetadata(customised, template, injector);
    orderContainers(customised, injector, proxyConfig);
    return customised;
  });
}

function invalidAnnotations(problems: readonly {key: string; problem: string}[]): InjectionError {
  const [first] = problems;
  const message =
    problems.length === 1 ? (first?.problem ?? '') : problems.map(({problem}) => `\n  * ${problem}`).join('');
  return new InjectionError(message, first && {annotation: first.key});
}

function proxyConfigFor(injector: Injector, pod: Pod): Tree {
  const annotation = annotationOf(pod, Annotation.proxyConfig);
  try {
    return annotatedProxyConfig(injector.mesh, annotation);
  } catch (error) {
    const reason = `failed to convert to apply proxy config: ${error instanceof Error ? error.message : String(error)}`;
    const message = `invalid value '${annotation}' for annotation '${Annotation.proxyConfig}': ${reason}`;
    throw new InjectionError(message, {annotation: Annotation.proxyConfig, cause: error});
  }
}

/** The templates of a pod: those it asks for, or the default ones; each name stands for itself or for several. */
export function templatesOf(injector: Injector, pod: Pod): readonly string[] {
  const asked = annotationOf(pod, Annotation.templates);
  const names = asked === undefined ? injector.defaultTemplates : asked.split(',').map((name) => name.trim());
  return names.flatMap((name) => injector.expand(name));
}

function applyTemplates(injector: Injector, pod: Pod, owner: Owner, proxyConfig: Tree): {merged: Pod; template: Pod} {
  const before = blaming('the pod', () => beforeInjection(pod, statusPortOf(injector.mesh)));
  const data = templateData(injector, before, owner, proxyConfig);
  // Later steps change the pod: this one is a copy of the one that was given.
  let merged = typedPod(withNativeProxy(injector, pod), {lenient: false});
  let template: Pod = {metadata: {}, spec: {}};
  for (const name of templatesOf(injector, pod)) {
    const patch = render(injector, name, data);
    merged = blaming(`with the template "${name}" the pod`, () => strategicMerged(merged, patch));
    template = names(strategicMerge(template, patch, 'PodTemplateSpec'));
  }
  return {merged, template};
}

/** Of what templates add only names count, so that nothing else is held to Kubernetes' types. */
function names(template: Tree): Pod {
  return {metadata: {}, spec: treeIn(template, ['spec'])};
}

/** A proxy that the user customises stands where a native sidecar has to. */
function withNativeProxy(injector: Injector, pod: Pod): Pod {
  const said = annotationOf(pod, Annotation.nativeSidecar);
  const proxy = findContainer(containersOf(pod.spec, 'containers'), PROXY);
  if (proxy === undefined || !(said === undefined ? injector.usesNativeSidecar(pod) : said === 'true')) return pod;
  const containers = containersOf(pod.spec, 'containers').filter((container) => container !== proxy);
  const initContainers = [...containersOf(pod.spec, 'initContainers'), proxy];
  return {metadata: pod.metadata, spec: {...pod.spec, containers, initContainers}};
}

function render(injector: Injector, name: string, data: Struct): Tree {
  const template = injector.template(name);
  if (template === undefined) {
    const have = injector.templateNames.join(', ');
    const asked = {annotation: Annotation.templates};
    throw new InjectionError(`requested template "${name}" not found; have ${have}`, asked);
  }
  try {
    const parsed = template.render(data);
    return {metadata: treeIn(parsed, ['metadata']), spec: treeIn(parsed, ['spec'])};
  } catch (error) {
    if (error instanceof TemplateError) throw new InjectionError(error.message, {cause: error});
    if (!(error instanceof YamlError)) throw error;
    throw new InjectionError(`what the template "${name}" gives is not YAML: line ${error.line}: ${error.message}`, {
      cause: error,
    });
  }
}

/** Runs a step; what it finds wrong with the pod is said of `subject`. */
function blaming<T>(subject: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const isOurs = error instanceof InjectionError || error instanceof TypeError || error instanceof RangeError;
    if (isOurs || !(error instanceof Error)) throw error;
    const message = error instanceof FieldError ? `${subject} would not be valid: ${error.message}` : error.message;
    throw new InjectionError(message, {cause: error});
  }
}

/** Tells the proxy its cluster and network, where these are known (7a). Changes the pod. */
function setClusterAndNetwork(pod: Pod, {values, compat}: Injector): void {
  const cluster = textIn(values, ['global', 'multiCluster', 'clusterName']) ?? '';
  const network = labelOf(pod, NETWORK_LABEL) || (textIn(values, ['global', 'network']) ?? '');
  const known = {
    ...(cluster !== '' && {ISTIO_META_CLUSTER_ID: cluster}),
    ...(network !== '' && {ISTIO_META_NETWORK: network}),
  };
  for (const list of ['containers', 'initContainers'] as const) {
    const proxy = findContainer(containersOf(pod.spec, list), PROXY);
    if (proxy === undefined) continue;
    const env = namedItems(proxy, 'env').filter((entry) => !Object.hasOwn(known, nameOf(entry)));
    const told = Object.entries(known).map(([name, value]) => ({name, value}));
    if (told.length === 0) continue;
    // What later steps of an earlier injection added stays behind, so that another one changes nothing; the Go istioctl
    // moves cluster and network to the end.
    const isLater = (entry: Tree) => !compat && [SCRAPED, PROBERS].includes(nameOf(entry));
    proxy['env'] = [...env.filter((entry) => !isLater(entry)), ...told, ...env.filter(isLater)];
  }
}

/** Notes what was added, for the next injection and for tools (7d). Changes the pod. */
function setMetadata(pod: Pod, template: Pod, injector: Injector): void {
  const network = textIn(injector.values, ['global', 'network']) ?? '';
  if (network !== '' && labelOf(pod, NETWORK_LABEL) === undefined) {
    pod.metadata['labels'] = {...textsIn(pod.metadata, 'labels'), [NETWORK_LABEL]: network};
  }
  const names = (list: string) => {
    const found = namedItems(template.spec, list).map(nameOf);
    return found.length === 0 ? null : found;
  };
  const status = {
    initContainers: names('initContainers'),
    containers: names('containers'),
    volumes: names('volumes'),
    imagePullSecrets: names('imagePullSecrets'),
    revision: injector.revision === '' ? 'default' : injector.revision,
  };
  pod.metadata['annotations'] = {
    ...textsIn(pod.metadata, 'annotations'),
    ...injector.injectedAnnotations,
    [Annotation.status]: goJson(status),
  };
}
