// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import {globSource} from './glob.js';

/** A container, and what it can be chosen by. */
export interface ContainerFacts {
  namespace: string;
  /** Empty for a pod that belongs to no Deployment. */
  deployment: string;
  pod: string;
  container: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

type Pattern = (text: string) => boolean;

/** What containers must be to be chosen; an empty list of patterns lets all pass. */
export interface Selection {
  /** Names of namespaces as they were written, patterns among them. */
  namespaces: readonly string[];
  matches(container: ContainerFacts): boolean;
}

/**
 * Reads `ns,…/deployment,…/pod,…/label=value,…/annotation=value,…/container,…` (spec/install.md §1.14): a part that is
 * left out or `*` lets all pass, `*` and `?` stand for letters within a name. Throws an IstioctlError, exit code 64.
 */
export function parseSelection(text: string): Selection {
  const [namespaces, deployments, pods, labels, annotations, containers, ...rest] = text
    .split('/')
    .map((part) => (part === '*' ? [] : part.split(',').map((name) => name.trim())).filter(Boolean));
  if (rest.length > 0) {
    throw new IstioctlError(`bad selection ${JSON.stringify(text)}: it has more than six parts`, {
      exitCode: ExitCode.Usage,
      hint: 'The parts are namespaces/deployments/pods/labels/annotations/containers.',
    });
  }
  const named = [namespaces, deployments, pods, containers].map((names = []) => anyOf(names));
  const [ofNamespace, ofDeployment, ofPod, ofContainer] = named;
  const ofLabels = (labels ?? []).map((pair) => pairPattern('label', pair));
  const ofAnnotations = (annotations ?? []).map((pair) => pairPattern('annotation', pair));
  return {
    namespaces: namespaces ?? [],
    matches: (container) =>
      ofNamespace?.(container.namespace) === true &&
      ofDeployment?.(container.deployment) === true &&
      ofPod?.(container.pod) === true &&
      ofContainer?.(container.container) === true &&
      ofLabels.every((matches) => matches(container.labels)) &&
      ofAnnotations.every((matches) => matches(container.annotations)),
  };
}

function anyOf(names: readonly string[]): Pattern {
  const patterns = names.map(globOf);
  return (text) => patterns.length === 0 || patterns.some((matches) => matches(text));
}

function globOf(glob: string): Pattern {
  const pattern = new RegExp(`^${globSource(glob)}$`, 's');
  return (text) => pattern.test(text);
}

function pairPattern(what: string, pair: string): (map: Readonly<Record<string, string>>) => boolean {
  const at = pair.indexOf('=');
  const refused = (why: string): IstioctlError =>
    new IstioctlError(`bad ${what} selection ${pair}, ${why}`, {exitCode: ExitCode.Usage});
  if (at < 1) throw refused('must have format key=value');
  const key = pair.slice(0, at);
  if (key.includes('*')) throw refused("key cannot have '*' wildcards");
  const matches = globOf(pair.slice(at + 1));
  return (map) => {
    const value = Object.hasOwn(map, key) ? map[key] : undefined;
    return value !== undefined && matches(value);
  };
}

/** Whether a container is wanted: one of the inclusions takes it, or there are none, and no exclusion does. */
export function isChosen(
  container: ContainerFacts,
  {include, exclude}: {include: readonly Selection[]; exclude: readonly Selection[]},
): boolean {
  const isIncluded = include.length === 0 || include.some((selection) => selection.matches(container));
  return isIncluded && !exclude.some((selection) => selection.matches(container));
}
