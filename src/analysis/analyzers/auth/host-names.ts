// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';
import {requestHosts} from './request-hosts.js';

/** Hosts of authorization policies that no request can have, by their form. */
export function* malformedHosts(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    for (const {value, path, effect} of requestHosts(policy)) {
      const remedy = remedyFor(value);
      if (remedy !== undefined) yield message('ISTX415', policy, [value, effect, remedy], path);
    }
  }
}

const SCHEME = /^(?:[a-z*][a-z0-9*+.-]*:)?\/\//i;

/** Characters for which Envoy answers 400 when a request has them in its host (tried on Envoy 1.40). */
const REFUSED = /[^!$-.0-;=@-[\]_a-z~]/i;

/** Returns how to fix a host that no request can have; undefined for one that a request can have. */
function remedyFor(value: string): string | undefined {
  const text = value.trim();
  const parts = text.split(/[\s,;]+/);
  if (/\s/.test(text) && parts.length > 1) return 'Write each host as an entry of its own, without spaces.';
  const host = text.replace(SCHEME, '').replace(/[/?#].*$/s, '');
  if (host !== value && REFUSED.test(value)) return `${remedyStart(text)}${host === '' ? '' : `: write "${host}"`}.`;
  const [refused] = REFUSED.exec(value) ?? [];
  if (refused !== undefined) return remedyForCharacter(refused);
  // A star is a pattern at one end only: everywhere else it stands for itself.
  const rest = value.startsWith('*') ? value.slice(1) : value.replace(/\*$/, '');
  return rest.includes('*') ? 'Only one star counts, at the start or at the end.' : undefined;
}

function remedyStart(text: string): string {
  if (SCHEME.test(text)) return 'A host has no scheme';
  if (text.includes('/')) return 'A host has no path';
  return /[?#]/.test(text) ? 'A host has no query' : 'A host has no spaces';
}

function remedyForCharacter(character: string): string {
  if (character > '~') return 'Write an international name in its ASCII form (xn--…).';
  return `A host cannot contain ${JSON.stringify(character)}; the only pattern is one star, at the start or at the end.`;
}
