// SPDX-License-Identifier: Apache-2.0
import {parts, text} from '../../describe/objects.js';
import {PATCHING_KINDS} from '../../describe/shaping/patching.js';
import {selectedFor} from '../../describe/shaping/selected.js';
import {inOneLine, rejectionsIn} from '../../envoy/dump/rejected.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationOf} from '../facts/hosts.js';
import {field} from '../facts/http-match.js';
import {kindAndName, namespaceOf, newestFirst, objectName, proxyRole} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {ruleTaken} from '../facts/virtual-services.js';
import {TOLD} from '../log/entry.js';
import type {RefusedConfig} from '../log/refused-line.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** Types of configuration whose refusal leaves a request where it should not be. */
const FLAGS = ['NC', 'NR', 'UH', 'UF', 'UT', 'FI', 'DI'];

export const CONFIG_REFUSED: Cause = {
  id: 'config-refused',
  title: 'the proxy refuses its configuration (NACK) and keeps the old one',
  doc: `Envoy takes configuration as a whole or not at all. Where it refuses what istiod sends, for example because an
EnvoyFilter writes something invalid, it keeps what it had: changes to other objects do not arrive either.`,
  needs: [],
  judge(scene) {
    const refusals = refusalsOf(scene);
    const {entry} = scene;
    const isOwn = hasFlag(scene, ...FLAGS) || ['direct_response', 'route_not_found'].includes(entry.detail);
    if (!isOwn && entry.place !== TOLD) return undefined;
    const [last] = refusals.slice(-1);
    if (!last) return not('no log or dump tells of configuration that the proxy refused');
    const current = isCurrent(scene);
    if (current !== undefined) return not(`the proxy refuses ${last.type}, but ${current}`);
    const suspects = suspectsOf(scene, last.details);
    const [first] = suspects;
    const who = proxyName(scene) || last.proxy || 'the proxy';
    const from = first ? ` because of ${kindAndName(first)}` : '';
    return holds(
      `${who} rejects the configuration (NACK, ${last.type})${from}, so it keeps the old one: ${inOneLine(last.details)}`,
      [
        `${last.place} says: ${inOneLine(last.details)}`,
        first &&
          `${kindAndName(first)} has ${
            tokensOf(last.details)
              .filter((token) => textOf(first).includes(token))
              .join(', ') || 'patches for this proxy'
          }`,
      ],
      first
        ? `correct or delete ${kindAndName(first)}`
        : 'find what writes this configuration with `istioctl proxy-status`',
      suspects.map((object) => changeOf(object, patchField(object, last.details))),
    );
  },
};

/** Why the configuration of the proxy is what the objects ask for, as far as the request is concerned; undefined where it is not. */
function isCurrent(scene: Scene): string | undefined {
  const {trace} = scene;
  const rule = ruleTaken(scene);
  // Without a dump or a rule there is nothing to compare, and a refusal is what is known.
  if (!trace || !rule) return undefined;
  const wanted = parts(rule.rule, 'route').map((route) => {
    const to = route['destination'];
    const {host} = destinationOf(scene.facts.objects, text(to, 'host'), namespaceOf(rule.object));
    return `${text(to, 'subset')}|${host}`;
  });
  const targets = trace.branches.flatMap(({destinations}) => destinations.map(({cluster}) => cluster));
  const isSame = targets.length > 0 && targets.every((cluster) => wanted.some((each) => cluster.endsWith(`|${each}`)));
  const faulty = trace.branches.some(({fault}) => fault !== undefined) && field(rule.rule, 'fault') === undefined;
  return isSame && !faulty ? `its route is the one of ${kindAndName(rule.object)}` : undefined;
}

/** What the client's proxy refused, by its own log or dump, or by istiod's log. */
function refusalsOf(scene: Scene): RefusedConfig[] {
  const {facts, dump, entry} = scene;
  if (entry.place === TOLD) return refusedListeners(facts);
  const own = facts.logs.refusals.filter(({proxy}) => proxy === '' || dump === undefined || proxy === dump.name);
  const inDump = dump
    ? rejectionsIn(dump.dump).map(({type, details, name}) => ({
        ...{type: `${type} ${name}`, details, proxy: dump.name},
        place: `config dump of ${dump.name}`,
      }))
    : [];
  const known = [...inDump, ...own];
  return known.length > 0 ? known : counted(scene);
}

/**
 * What the counters tell: that something was refused since the proxy began. That is too little but where the route of the
 * proxy is not the one that the objects ask for.
 */
function counted(scene: Scene): RefusedConfig[] {
  if (!scene.trace || !ruleTaken(scene)) return [];
  const [first] = [...scene.facts.stats].filter(([name, count]) => name.endsWith('.update_rejected') && count > 0);
  if (!first) return [];
  const [name, count] = first;
  const type = /\b([a-z]+ds)\b/.exec(name)?.[1]?.toUpperCase() ?? 'xDS';
  return [{type, details: `${name} is ${count}`, proxy: scene.dump?.name ?? '', place: 'the counters (--stats)'}];
}

/** Listeners that a proxy refused, which is why a port may be closed. */
function refusedListeners({dumps, logs}: Scene['facts']): RefusedConfig[] {
  const inDumps = dumps.flatMap(({dump, name}) =>
    rejectionsIn(dump, ['listener']).map((each) => ({
      type: `listener ${each.name}`,
      details: each.details,
      proxy: name,
      place: `config dump of ${name}`,
    })),
  );
  return [...logs.refusals.filter(({type}) => type === 'LDS'), ...inDumps];
}

function proxyName({dump, gateway, caller}: Scene): string {
  if (dump) return `the proxy of ${dump.name}`;
  const pod = gateway ?? caller;
  return pod ? `the proxy of ${objectName(pod)}` : '';
}

/** The objects that write what is refused: those with words of the refusal, else the only one that patches the proxy. */
function suspectsOf(scene: Scene, details: string): KubeObject[] {
  const patching = patchesFor(scene);
  const tokens = tokensOf(details);
  const writing = patching.filter((object) => tokens.some((token) => textOf(object).includes(token)));
  if (writing.length > 0) return newestFirst(writing).slice(0, 1);
  return patching.length === 1 ? patching : [];
}

/** EnvoyFilters and extensions that are for the client's proxy. */
function patchesFor({facts, gateway, caller, dump}: Scene): KubeObject[] {
  const objects = PATCHING_KINDS.flatMap(({kind}) => facts.objects.all(kind));
  const pod = gateway ?? caller;
  const namespace = pod ? namespaceOf(pod) : (dump?.namespace ?? '');
  if (namespace === '') return objects;
  const role = pod ? (proxyRole(pod) ?? 'sidecar') : (dump?.type ?? 'sidecar');
  const workload = {type: role, namespace, labels: pod?.metadata.labels ?? {}};
  return selectedFor(workload, objects, facts.mesh.rootNamespace).map(({object}) => object);
}

/** Words of a refusal that somebody has written: names with capitals, underscores or dots, no words of a sentence. */
function tokensOf(details: string): string[] {
  const words = details.match(/[A-Za-z0-9_][A-Za-z0-9_.%/-]{3,}/g) ?? [];
  return words
    .map((word) => word.replace(/[.:]+$/, ''))
    .filter((word) => /[_%]|[a-z][A-Z]|^[A-Z]{4,}$|\d/.test(word) || /^[a-z]+(?:[.-][a-z]+)+$/.test(word));
}

function textOf(object: KubeObject): string {
  return JSON.stringify(object['spec'] ?? {});
}

function patchField(object: KubeObject, details: string): string {
  const patches = parts(object['spec'], 'configPatches');
  const tokens = tokensOf(details);
  const index = patches.findIndex((patch) => tokens.some((token) => JSON.stringify(patch).includes(token)));
  return object.kind === 'EnvoyFilter' ? `spec.configPatches[${Math.max(index, 0)}].patch.value` : 'spec';
}
