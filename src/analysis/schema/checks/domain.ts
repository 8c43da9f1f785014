// SPDX-License-Identifier: Apache-2.0

import {isIP} from 'node:net';
import {goQuote} from '../../model/go-format.js';

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;
const MAX_LABEL = 63;
const MAX_DOMAIN = 255;

export function isDnsLabel(text: string): boolean {
  return text.length <= MAX_LABEL && LABEL.test(text);
}

export function isWildcardLabel(text: string): boolean {
  return text.length <= MAX_LABEL && WILDCARD_LABEL.test(text);
}

/** What is wrong with a fully qualified name; undefined where it is one. */
export function fqdnProblem(name: string): string | undefined {
  return lengthProblem(name) ?? labelsProblem(name);
}

/** The same for a name whose first label may be or begin with a star. */
export function wildcardDomainProblem(name: string): string | undefined {
  const length = lengthProblem(name);
  if (length !== undefined) return length;
  const dot = name.indexOf('.');
  const first = dot < 0 ? name : name.slice(0, dot);
  if (!isWildcardLabel(first)) return `domain name ${goQuote(name)} invalid (label ${goQuote(first)} invalid)`;
  if (dot < 0) return first.startsWith('*') ? undefined : labelsProblem(name);
  return labelsProblem(name.slice(dot + 1));
}

/** As {@link wildcardDomainProblem}, but an address is fine too. */
export function domainOrIpProblem(name: string): string | undefined {
  const problem = wildcardDomainProblem(name);
  return problem !== undefined && isIP(name) !== 0 ? undefined : problem;
}

function lengthProblem(name: string): string | undefined {
  if (name.length > MAX_DOMAIN) return `domain name ${goQuote(name)} too long (max ${MAX_DOMAIN})`;
  return name === '' ? 'empty domain name not allowed' : undefined;
}

function labelsProblem(name: string): string | undefined {
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (/^\d+$/.test(last)) {
    return `domain name ${goQuote(name)} invalid (top level domain ${goQuote(last)} cannot be all-numeric)`;
  }
  for (const [index, label] of labels.entries()) {
    if (index === labels.length - 1 && label === '') return undefined;
    if (!isDnsLabel(label)) return `domain name ${goQuote(name)} invalid (label ${goQuote(label)} invalid)`;
  }
  return undefined;
}
