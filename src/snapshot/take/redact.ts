// SPDX-License-Identifier: Apache-2.0
import {REDACTED, redactObject} from '../../bug-report/redact.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {isTree, type Tree} from '../../manifest/input/tree.js';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * Returns an object without what is secret: of Secrets nothing but certificates, which are public, and the names of the
 * other keys.
 */
export function withoutSecrets(object: KubeObject): Tree {
  const redacted = redactObject(object);
  if (object.kind !== 'Secret') return redacted;
  const {data, stringData} = object;
  return {
    ...redacted,
    ...(isTree(data) && {data: publicParts(data)}),
    ...(stringData !== undefined && {stringData: {}}),
  };
}

function publicParts(data: Tree): Tree {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const text = typeof value === 'string' ? Buffer.from(value, 'base64').toString('latin1') : '';
      const hidden = text === '' ? '' : Buffer.from(REDACTED).toString('base64');
      return [key, isPublic(text) ? value : hidden];
    }),
  );
}

/** Whether a text is certificates and nothing else. */
function isPublic(text: string): boolean {
  return text.includes('-----BEGIN CERTIFICATE-----') && text.replaceAll(CERTIFICATES, '').trim() === '';
}

/** Returns a message of istiod without what is secret in its texts; those that hold another text in base64, too. */
export function withoutSecretTexts(value: unknown, redactText: (text: string) => string): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((each) => withoutSecretTexts(each, redactText));
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecretTexts(each, redactText)]));
}
