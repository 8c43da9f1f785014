// SPDX-License-Identifier: Apache-2.0

import {getIn, isTree, type ValuePath} from '../input/tree.js';
import {type Problem, quote} from './problem.js';
import {badParts, isCidr, isDnsLabel, isPortText, isReferenceHub, isTag} from './text-rules.js';

/** The two kinds of gateway: spec.components key and key in values.gateways. */
export const gatewayKinds = [
  {component: 'ingressGateways', values: 'istio-ingressgateway'},
  {component: 'egressGateways', values: 'istio-egressgateway'},
] as const;

/** A component list entry or component, with where it stands. */
export interface Placed {
  path: ValuePath;
  value: unknown;
}

/** The entries of `spec.components.ingressGateways` or `egressGateways`. */
export function gatewaysOf(document: unknown, component: string): Placed[] {
  const list = getIn(document, ['spec', 'components', component]);
  if (!Array.isArray(list)) return [];
  return list.map((value: unknown, index) => ({path: ['spec', 'components', component, index], value}));
}

const HIGHEST_ROOT_PORT = 1023;

/** What looks at more than one field, and holds for the reference as for us (spec §2.6, step 3). */
export function checkGateways(document: unknown): Problem[] {
  const problems: Problem[] = [];
  for (const {component, values} of gatewayKinds) {
    const asRoot = getIn(document, ['spec', 'values', 'gateways', values, 'runAsRoot']) === true;
    for (const {path, value} of gatewaysOf(document, component)) {
      const name = getIn(value, ['name']);
      if (typeof name === 'string' && name !== '' && !/^[a-z0-9.-]{1,254}$/u.test(name)) {
        problems.push(error([...path, 'name'], `${quote(name)} cannot be the name of a gateway`));
      }
      const ports: ValuePath = [...path, 'k8s', 'service', 'ports'];
      if (!asRoot) problems.push(...rootPorts(document, ports, values));
    }
    const ingressPorts: ValuePath = ['spec', 'values', 'gateways', values, 'ingressPorts'];
    if (!asRoot) problems.push(...rootPorts(document, ingressPorts, values));
  }
  return problems;
}

/** Ports that a gateway could only listen on as root. */
function rootPorts(document: unknown, path: ValuePath, gateway: string): Problem[] {
  const ports = getIn(document, path);
  if (!Array.isArray(ports)) return [];
  return ports.flatMap((port: unknown, index): Problem[] => {
    const target = getIn(port, ['targetPort']) ?? 0;
    const number = getIn(port, ['port']);
    if (typeof target !== 'number' || target > HIGHEST_ROOT_PORT) return [];
    if (target === 0 && typeof number === 'number' && number > HIGHEST_ROOT_PORT) return [];
    const text =
      target === 0 ? `port ${quote(number)} has no targetPort and needs root` : `targetPort ${target} needs root`;
    const suggestion = `set targetPort to 1024 or more, or values.gateways.${gateway}.runAsRoot=true`;
    return [{...error([...path, index], text), suggestion}];
  });
}

/** Texts that the reference checks: hub, tag, revision, address ranges and ports (spec §2.6, step 3). */
export function checkReferenceTexts(document: unknown): Problem[] {
  const rules: [path: string[], good: (text: string) => boolean, what: string][] = [
    [['hub'], isReferenceHub, 'a hub'],
    [['values', 'global', 'hub'], isReferenceHub, 'a hub'],
    [['tag'], isTag, 'a tag'],
    [['values', 'global', 'tag'], isTag, 'a tag'],
    [['revision'], isAnyCaseLabel, 'a revision'],
    [['values', 'revision'], isAnyCaseLabel, 'a revision'],
    ...['includeIPRanges', 'excludeIPRanges'].map((name): (typeof rules)[number] => [
      ['values', 'global', 'proxy', name],
      isListOf(isCidr),
      'a list of ranges',
    ]),
    ...['includeInboundPorts', 'excludeInboundPorts'].map((name): (typeof rules)[number] => [
      ['values', 'global', 'proxy', name],
      isListOf(isPortText),
      'a list of ports',
    ]),
  ];
  return rules.flatMap(([below, good, what]) => {
    const path = ['spec', ...below];
    const value = getIn(document, path);
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string' || text === '') return [];
    return good(text) ? [] : [error(path, `${quote(value)} is not ${what}`)];
  });
}

function isAnyCaseLabel(text: string): boolean {
  return isDnsLabel(text.toLowerCase());
}

function isListOf(good: (part: string) => boolean): (text: string) => boolean {
  return (text) => badParts(text, good).length === 0;
}

/** What Kubernetes or istiod would refuse although the reference renders it. */
export function checkStrictly(document: unknown): Problem[] {
  return [...gatewayKinds.flatMap(({component}) => unnamedGateways(document, component)), ...providers(document)];
}

function unnamedGateways(document: unknown, component: string): Problem[] {
  return gatewaysOf(document, component)
    .filter(({value}) => isTree(value) && getIn(value, ['enabled']) !== false)
    .filter(({value}) => !getIn(value, ['name']))
    .map(({path}) => error(path, 'a gateway needs a name'));
}

/** Each extension provider is of exactly one kind and has a name of its own. */
function providers(document: unknown): Problem[] {
  return ['meshConfig', 'values.meshConfig'].flatMap((where) => {
    const path = ['spec', ...where.split('.'), 'extensionProviders'];
    const list = getIn(document, path);
    if (!Array.isArray(list)) return [];
    const names = list.map((provider: unknown) => getIn(provider, ['name']));
    return list.flatMap((provider: unknown, index) => {
      if (!isTree(provider)) return [];
      const kinds = Object.keys(provider).filter((key) => key !== 'name');
      const problems: Problem[] = [];
      if (!names[index]) problems.push(error([...path, index], 'an extension provider needs a name'));
      else if (names.indexOf(names[index]) < index) {
        problems.push(error([...path, index, 'name'], `${quote(names[index])} is the name of another provider too`));
      }
      if (kinds.length === 0)
        problems.push(error([...path, index], 'an extension provider needs one kind, such as zipkin'));
      if (kinds.length > 1)
        problems.push(error([...path, index], `an extension provider is of one kind, not of ${kinds.join(' and ')}`));
      return problems;
    });
  });
}

function error(path: ValuePath, message: string): Problem {
  return {path, at: 'value', severity: 'error', message};
}
