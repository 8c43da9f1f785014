// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, located, whatIsThere} from '../envoy/dump/config-dump.js';
import type {Message} from '../envoy/dump/message.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {canonicalMessage, equal} from './canonical.js';
import {holds, type Resource, type ResourceType, resourcesOf} from './resources.js';
import {diffValues, type ValueChange} from './values.js';

export interface ResourceChange {
  change: 'added' | 'removed' | 'changed';
  type: ResourceType;
  name: string;
  /** What of it differs; empty where it came or went. */
  values: ValueChange[];
}

export interface ProxyDiff {
  changes: ResourceChange[];
  unchanged: number;
  /** Types of which only one side says anything. */
  notCompared: ResourceType[];
}

export interface DiffOptions {
  /** Leaves out what a proxy was started with. */
  dynamic?: boolean;
  /** What of a resource is compared; all of it as it is in the dump when left out. */
  read?: (type: ResourceType, message: Message) => Message;
}

/**
 * Compares two dumps resource by resource and field by field. The order of resources, of keys and of lists in which
 * Envoy sees no order does not count, nor do versions and times. Types that neither side has are passed over.
 *
 * @throws IstioctlError (80) where neither side has any of them: two files of something else are not the same proxy.
 */
export function diffDumps(
  before: ConfigDump,
  after: ConfigDump,
  types: readonly ResourceType[],
  options: DiffOptions = {},
): ProxyDiff {
  const isFound = types.some((type) => holds(before, type) || holds(after, type));
  if (!isFound && types.some((type) => type !== 'ecds')) {
    const names = [...new Set([before.text.name, after.text.name])].join(' nor ');
    throw new IstioctlError(`nothing to compare: no ${types.join(', ')} in ${names}`, {
      exitCode: ExitCode.NotChecked,
      ...whatIsThere(before),
    });
  }
  const diff: ProxyDiff = {changes: [], unchanged: 0, notCompared: []};
  for (const type of types) {
    // Envoy leaves the section of extensions out when it has none.
    if (type !== 'ecds' && holds(before, type) !== holds(after, type)) diff.notCompared.push(type);
    else diffType([before, after], type, options, diff);
  }
  return diff;
}

function diffType(
  [before, after]: readonly [ConfigDump, ConfigDump],
  type: ResourceType,
  options: DiffOptions,
  diff: ProxyDiff,
): void {
  const old = resourcesOf(before, type, options);
  const renewed = resourcesOf(after, type, options);
  const read = (resource: Resource | undefined) => {
    const message = resource?.read();
    return message && options.read ? options.read(type, message) : message;
  };
  const either = {...after.text, name: `${before.text.name} or ${after.text.name}`};
  for (const name of [...new Set([...old.keys(), ...renewed.keys()])].sort()) {
    for (const [i, [was, is]] of namesakes(old.get(name) ?? [], renewed.get(name) ?? []).entries()) {
      const own = i === 0 ? name : `${name} #${i + 1}`.trim();
      const change = located(either, `${type} ${own}`, () => describe(read(was), read(is)));
      if (change) diff.changes.push({...change, type, name: own});
      else diff.unchanged++;
    }
  }
}

function describe(
  was: Message | undefined,
  is: Message | undefined,
): Pick<ResourceChange, 'change' | 'values'> | undefined {
  if (!was || !is) return {change: was ? 'removed' : 'added', values: []};
  const values = equal(was, is) ? [] : diffValues(canonicalMessage(was), canonicalMessage(is));
  return values.length === 0 ? undefined : {change: 'changed', values};
}

/** Which of the resources of one name belong together: those that are equal, then the others in their order. */
function namesakes(before: Resource[], after: Resource[]): [Resource | undefined, Resource | undefined][] {
  if (before.length < 2 && after.length < 2) return [[before[0], after[0]]];
  const left = [...after];
  const changed: Resource[] = [];
  const pairs: [Resource | undefined, Resource | undefined][] = [];
  for (const resource of before) {
    const value = canonicalMessage(resource.read());
    const same = left.findIndex((other) => diffValues(value, canonicalMessage(other.read())).length === 0);
    if (same < 0) changed.push(resource);
    else pairs.push([resource, left.splice(same, 1)[0]]);
  }
  const rest = Math.max(changed.length, left.length);
  return [
    ...pairs,
    ...Array.from({length: rest}, (_, i): [Resource | undefined, Resource | undefined] => [changed[i], left[i]]),
  ];
}
