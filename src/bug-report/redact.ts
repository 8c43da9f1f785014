// SPDX-License-Identifier: Apache-2.0
import {isTree, setKey, type Tree} from '../manifest/input/tree.js';

/** What stands where something secret was. */
export const REDACTED = '[redacted]';

/** PEM blocks of private keys, JSON web tokens, and credentials in headers and URLs. */
const SECRETS_IN_TEXT: [pattern: RegExp, replacement: string][] = [
  [/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, REDACTED],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]+/g, REDACTED],
  [/\b(authorization"?\s*[:=]\s*"?(?:bearer|basic)\s+)[^\s",}]+/gi, `$1${REDACTED}`],
  [/(:\/\/[^\s/:@"]+:)[^\s/@"]+(@)/g, `$1${REDACTED}$2`],
];

/** The base64 form of a PEM private key, as Secrets and inline data sources of Envoy hold it. */
const ENCODED_KEY = /\bLS0tLS1CRUdJTi[A-Za-z0-9+/]*={0,2}/g;

/** A text without private keys and credentials. */
export function redactText(text: string): string {
  let result = text;
  for (const [pattern, replacement] of SECRETS_IN_TEXT) result = result.replaceAll(pattern, replacement);
  return result.replaceAll(ENCODED_KEY, (encoded) =>
    Buffer.from(encoded, 'base64').toString('latin1').includes('PRIVATE KEY') ? REDACTED : encoded,
  );
}

/** As {@link redactText} for lines that come one by one: a key that goes over many of them is left out whole. */
export function lineRedactor(): (line: string) => string {
  let withinKey = false;
  return (line) => {
    const rest = withinKey ? line.replace(/^.*?-----END [A-Z0-9 ]*PRIVATE KEY-----/, '') : line;
    if (withinKey && rest === line) return REDACTED;
    const head = withinKey ? REDACTED : '';
    withinKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?!.*-----END )/.test(rest);
    return head + redactText(rest);
  };
}

/** Names of environment variables and keys whose values nobody else should read. */
const SENSITIVE = /pass(word|wd|phrase)|secret|token|api_?key|private_?key|credential|access_?key/i;

/** Says where the value is kept, and is not the value. */
const REFERENCE = /(name|file|path|dir|url|audience|expiration|duration|provider|type|mount|ref)s?$/i;

/** An object of Kubernetes without what is secret: data of Secrets, values of environment variables by their name. */
export function redactObject(object: Tree): Tree {
  const isSecret = object['kind'] === 'Secret';
  const copy: Tree = {};
  for (const [key, value] of Object.entries(object)) {
    if (isSecret && (key === 'data' || key === 'stringData')) setKey(copy, key, withoutValues(value));
    else setKey(copy, key, isSecret && key === 'metadata' ? withoutLastApplied(value) : redactValue(value));
  }
  return copy;
}

function withoutValues(data: unknown): unknown {
  return isTree(data) ? Object.fromEntries(Object.keys(data).map((key) => [key, REDACTED])) : data;
}

/** `kubectl apply` keeps a whole copy of what it applied in an annotation. */
function withoutLastApplied(metadata: unknown): unknown {
  if (!isTree(metadata) || !isTree(metadata['annotations'])) return metadata;
  const last = 'kubectl.kubernetes.io/last-applied-configuration';
  const annotations = {...metadata['annotations'], ...(last in metadata['annotations'] && {[last]: REDACTED})};
  return {...metadata, annotations};
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (!isTree(value)) return value;
  const {name} = value;
  const isVariable = typeof name === 'string' && SENSITIVE.test(name) && !REFERENCE.test(name);
  const copy: Tree = {};
  for (const [key, entry] of Object.entries(value)) {
    setKey(copy, key, isVariable && key === 'value' ? REDACTED : redactValue(entry));
  }
  return copy;
}
