// SPDX-License-Identifier: Apache-2.0
import {isDeepStrictEqual} from 'node:util';
import type {DestinationRule} from '../model/scope.js';
import type {Service} from '../model/service.js';
import type {MeshSettings} from '../model/settings.js';
import {fullHostname, mostSpecific} from './hosts.js';

/** A rule for a host, joined from all that may be joined (istio.io, "Traffic Management Best Practices", Multiple rules). */
export interface MergedRule {
  rule: DestinationRule;
  exportTo: ReadonlySet<string>;
}

/** Rules by host. */
type RuleSet = Map<string, MergedRule[]>;

/** Rules of a mesh, by who may use them. */
export interface DestinationRuleIndex {
  /** For clients in the namespace that a rule is of. */
  local: ReadonlyMap<string, RuleSet>;
  /** For clients elsewhere, by the namespace that a rule is of. */
  exported: ReadonlyMap<string, RuleSet>;
  /** Rules of the root namespace for nobody else. */
  rootOnly: RuleSet;
}

/** Returns the rules of a mesh joined host by host: those with a selector of workloads first, then from old to young. */
export function indexDestinationRules(
  rules: readonly DestinationRule[],
  {rootNamespace, domain, config}: MeshSettings,
): DestinationRuleIndex {
  const index = {
    local: new Map<string, RuleSet>(),
    exported: new Map<string, RuleSet>(),
    rootOnly: new Map() as RuleSet,
  };
  const privateByDefault = textList(config['defaultDestinationRuleExportTo']).includes('.');
  for (const written of rules.toSorted(bySelectorAndAge)) {
    const {spec, namespace} = written;
    const rule = {...written, spec: {...spec, host: fullHostname(spec.host ?? '', namespace, domain)}};
    const exportTo = new Set(spec.workloadSelector ? ['.'] : (spec.exportTo ?? []));
    if (exportTo.size === 0 || ['*', '.', namespace].some((name) => exportTo.has(name))) {
      merge(setOf(index.local, namespace), rule, exportTo);
    }
    const privateOnly =
      exportTo.size === 0 ? privateByDefault : exportTo.size === 1 && (exportTo.has('.') || exportTo.has(namespace));
    if (!privateOnly) merge(setOf(index.exported, namespace), rule, exportTo);
    else if (namespace === rootNamespace) merge(index.rootOnly, rule, exportTo);
  }
  return index;
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function setOf(sets: Map<string, RuleSet>, namespace: string): RuleSet {
  const known = sets.get(namespace) ?? new Map();
  sets.set(namespace, known);
  return known;
}

function bySelectorAndAge(a: DestinationRule, b: DestinationRule): number {
  const selected = Number(b.spec.workloadSelector !== undefined) - Number(a.spec.workloadSelector !== undefined);
  return selected || a.age - b.age;
}

/**
 * Rules of one host are joined where they are exported to the same namespaces, or where the newer one is exported to
 * more; then it stands for itself, too. Rules with different selectors stay apart.
 */
function merge(set: RuleSet, rule: DestinationRule, exportTo: ReadonlySet<string>): void {
  const host = rule.spec.host ?? '';
  const list = set.get(host);
  if (!list) {
    set.set(host, [{rule, exportTo}]);
    return;
  }
  let separate = true;
  for (const known of list) {
    const same = isDeepStrictEqual(exportTo, known.exportTo);
    const wider = known.exportTo.size > 0 && [...known.exportTo].every((name) => exportTo.has(name));
    separate = !same;
    if (!same && !wider) continue;
    const selectors = [known.rule.spec.workloadSelector, rule.spec.workloadSelector];
    const bothSelect = selectors.every((selector) => selector !== undefined);
    const equal = isDeepStrictEqual(selectors[0]?.matchLabels ?? {}, selectors[1]?.matchLabels ?? {});
    if (bothSelect && !equal) {
      separate = true;
      continue;
    }
    if (bothSelect || selectors.every((selector) => selector === undefined)) separate = false;
    known.rule = joined(known.rule, rule);
  }
  if (separate) list.push({rule, exportTo});
}

/** Returns the older rule with the subsets that only the newer one has, and its traffic policy where it has none. */
function joined(older: DestinationRule, newer: DestinationRule): DestinationRule {
  const names = new Set((older.spec.subsets ?? []).map(({name}) => name));
  const added = (newer.spec.subsets ?? []).filter(({name}) => {
    if (names.has(name)) return false;
    names.add(name);
    return true;
  });
  const trafficPolicy = older.spec.trafficPolicy ?? newer.spec.trafficPolicy;
  return {
    ...older,
    spec: {
      ...older.spec,
      ...(trafficPolicy && {trafficPolicy}),
      ...((older.spec.subsets || added.length > 0) && {subsets: [...(older.spec.subsets ?? []), ...added]}),
    },
  };
}

/**
 * Returns the rules for a service as clients of a namespace have them: of their own namespace, else exported ones of the service's, else
 * exported ones of the root namespace (istio.io, "Destination Rule", Cross namespace configuration).
 */
export function rulesFor(
  index: DestinationRuleIndex,
  {hostname, namespace: home}: Pick<Service, 'hostname' | 'namespace'>,
  namespace: string,
  rootNamespace: string,
): readonly MergedRule[] {
  const local = namespace === rootNamespace ? index.rootOnly : index.local.get(namespace);
  const own = local && mostSpecific(hostname, local);
  if (own) return own;
  for (const owner of [home, rootNamespace]) {
    const found = exportedTo(index.exported.get(owner), hostname, namespace);
    if (found.length > 0) return found;
  }
  return [];
}

function exportedTo(set: RuleSet | undefined, hostname: string, client: string): MergedRule[] {
  const found = set && mostSpecific(hostname, set);
  return (found ?? []).filter(({exportTo}) => exportTo.size === 0 || exportTo.has('*') || exportTo.has(client));
}
