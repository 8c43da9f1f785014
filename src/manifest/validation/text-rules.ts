// SPDX-License-Identifier: Apache-2.0

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u;
const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/u;
const QUANTITY = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/u;
const DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/u;

/** RFC 1123 label: names of namespaces, containers, revisions. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

/** RFC 1123 subdomain: names of most objects. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => LABEL.test(part));
}

/** Kubernetes' grammar of `resource.Quantity`: 500m, 2, 1.5Gi, 1e3. */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** Durations of Go (`1h30m`), which hold those of protobuf's JSON (`1.5s`). */
export function isDuration(text: string): boolean {
  return DURATION.test(text);
}

/** A label or annotation key: an optional DNS prefix, then a name. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  return (slash < 0 || isDnsSubdomain(text.slice(0, slash))) && name.length <= 63 && NAME.test(name);
}

export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= 63 && NAME.test(text));
}

function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/u.test(part) && Number(part) <= 255);
}

function isIPv6(text: string): boolean {
  return /^[0-9a-fA-F:.]+$/u.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);
}

/** An address and the length of its prefix: 10.0.0.0/8, 2001:db8::/32. */
export function isCidr(text: string): boolean {
  const slash = text.lastIndexOf('/');
  const address = text.slice(0, Math.max(slash, 0));
  const bits = /^(?:0|[1-9]\d{0,2})$/u.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : Number.NaN;
  return (isIPv4(address) && bits <= 32) || (isIPv6(address) && bits <= 128);
}

/** The parts of a comma list that fail the test; `*` and the empty text stand for no restriction. */
export function badParts(text: string, good: (part: string) => boolean): string[] {
  return text === '*' || text === '' ? [] : text.split(',').filter((part) => !good(part));
}

export function isPortText(text: string): boolean {
  return /^\d{1,5}$/u.test(text) && Number(text) <= 65535;
}

const REPOSITORY = /^[a-z0-9_\-./]+$/u;

/**
 * The reference's rule for a hub: only repository characters, not counting a registry (a first part with a dot or a
 * colon, or localhost), which may be anything.
 */
export function isReferenceHub(hub: string): boolean {
  const [first = '', ...rest] = `${hub}/pilot`.split('/');
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  return REPOSITORY.test(isRegistry ? rest.join('/') : [first, ...rest].join('/'));
}

/** A hub that can be pulled from: host and port, then lower-case path. */
export function isHub(hub: string): boolean {
  return /^(?:[a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*\/?$/u.test(hub);
}

export function isTag(tag: string): boolean {
  return tag.length <= 128 && /^[A-Za-z0-9_.-]+$/u.test(tag);
}

/** An image as charts take it: a name that hub and tag are put around, or a whole reference. */
export function isImage(image: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._\-/:]*(?:@[a-z0-9]+:[0-9a-f]+)?$/u.test(image);
}
