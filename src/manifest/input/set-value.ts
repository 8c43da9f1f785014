// SPDX-License-Identifier: Apache-2.0

/**
 * Text stays text at these paths, even where it looks like a number (spec §2.3). The reference knows only the tags of
 * spec and of global: there `components.pilot.tag=1.20` asks for the image 1.2.
 */
const TEXT_PATHS = [
  /^spec\.(?:values\.)?compatibilityVersion$/,
  /^spec\.(?:values\.)?meshConfig\.defaultConfig\.proxyMetadata\./,
  /^spec\.(?:.+\.)?tag$/,
];

const INTEGER = /^[-+]?[0-9]+$/;
const FLOAT = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const HEX_FLOAT = /^([-+]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([-+]?[0-9]+)$/;
/** Underscores stand between digits. */
const GROUPED = /^[-+]?[0-9.]+(?:_[0-9.]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const TRUE = new Set(['t', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['f', 'F', 'false', 'FALSE', 'False']);
/** `{a,b}` is a list; JSON and log formats in braces are text. */
const LIST = /^\{[^{}"%]*\}$/;

/** What a field holds, as far as that is known: text or a list of texts, anything, or – as the reference has it – a scalar. */
export type SetTyping = 'text' | 'any' | 'scalar';

/**
 * What the text behind `=` means: integer, number as Go reads it (`1e3`, `1_000`, `0x1p4`), boolean (`t` and `f` too),
 * `{a,b}` a list of such, else text with `\,` for a comma. `path` starts with `spec.` and decides about always-text.
 */
export function parseSetValue(path: string, text: string, typing: SetTyping): unknown {
  const scalar = typing === 'text' || isTextPath(path) ? unescape : parseScalar;
  if (typing === 'scalar' || !LIST.test(text)) return scalar(text);
  const inner = text.slice(1, -1);
  return inner.trim() === '' ? [] : inner.split(/(?<!\\),/).map((item) => scalar(item.trim()));
}

function isTextPath(path: string): boolean {
  return TEXT_PATHS.some((pattern) => pattern.test(path));
}

function parseScalar(text: string): unknown {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  return parseNumber(text) ?? unescape(text);
}

/** Infinity and NaN stay text: no document can hold them. */
function parseNumber(text: string): number | undefined {
  if (INTEGER.test(text)) return Number(text) + 0;
  const hex = HEX_FLOAT.exec(text);
  if (hex !== null) return parseHexFloat(hex);
  if (!GROUPED.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const value = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value + 0 : undefined;
}

function parseHexFloat([, sign, whole = '', fraction = '', exponent]: RegExpExecArray): number | undefined {
  if (whole + fraction === '') return undefined;
  const value = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

function unescape(text: string): string {
  return text.replaceAll('\\,', ',');
}
