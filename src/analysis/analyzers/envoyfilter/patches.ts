// SPDX-License-Identifier: Apache-2.0

import type {EnvoyFilter} from '../../../api/istio-types.js';
import {isRecord} from '../../../api/messages/decode.js';
import {type Message, message} from '../../model/message.js';
import type {MessageCode} from '../../model/messages.js';
import {fullName, type Path} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type ConfigPatch = NonNullable<NonNullable<EnvoyFilter['spec']>['configPatches']>[number];

/** Patches that take no effect, or whose effect depends on what else there is (spec §3.10). */
export function* envoyPatches(resources: Resources): Generator<Message> {
  /** What patches for certain versions of proxies were about. */
  const versioned = new Set<string>();
  for (const filter of resources.all('EnvoyFilter').toSorted((a, b) => (fullName(a) < fullName(b) ? -1 : 1))) {
    const {configPatches = [], priority = 0} = filter.spec;
    for (const [i, patch] of configPatches.entries()) {
      if (!patch.patch) break;
      const subject = patchedName(patch);
      const code = misuse(patch);
      const path: Path = ['spec', 'configPatches', i, 'patch', 'value'];
      if (code === 'relative') {
        if (priority === 0) yield message(versioned.has(subject) ? 'IST0155' : 'IST0151', filter, [], path);
      } else if (code) {
        yield message(code, filter, [], path);
      }
      if (patch.match?.proxy?.proxyVersion) versioned.add(subject);
    }
  }
}

/** What is wrong with the operation; relative ones are so only without a priority. */
function misuse({applyTo, patch}: ConfigPatch): MessageCode | 'relative' | undefined {
  const whole = ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'].includes(String(applyTo));
  switch (patch?.operation) {
    case 'ADD':
      return whole ? 'IST0153' : undefined;
    case 'REMOVE':
      return whole ? 'IST0154' : 'relative';
    case 'REPLACE':
      return ['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST'].includes(String(applyTo)) ? 'relative' : 'IST0152';
    case 'INSERT_BEFORE':
    case 'INSERT_AFTER':
      return 'relative';
    default:
      return undefined;
  }
}

/** What a patch is about: the name it gives, or that of the filter it looks for. The two are never equal. */
function patchedName({patch, match}: ConfigPatch): string {
  const value: unknown = patch?.value;
  if (isRecord(value) && Object.hasOwn(value, 'name')) return `value ${JSON.stringify(value['name'])}`;
  const sought = match?.listener?.filterChain?.filter?.name ?? '';
  return sought === '' ? '' : `filter ${sought}`;
}
