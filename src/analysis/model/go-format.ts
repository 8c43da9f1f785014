// SPDX-License-Identifier: Apache-2.0

export type GoArgument = string | number | readonly (string | number)[];

/** Fills the verbs %s, %v, %d and %q of a template, as Go's fmt does for texts, numbers and lists of them. */
export function formatGo(template: string, parameters: readonly GoArgument[]): string {
  let next = 0;
  return template.replace(/%([svdq])/g, (_, verb: string) => {
    const argument = parameters[next++] ?? '';
    return typeof argument === 'object'
      ? `[${argument.map((item) => scalar(verb, item)).join(' ')}]`
      : scalar(verb, argument);
  });
}

function scalar(verb: string, value: string | number): string {
  return verb === 'q' && typeof value === 'string' ? goQuote(value) : String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A text in double quotes with the escapes of Go's strconv.Quote. */
export function goQuote(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu, (character) => {
    const known = ESCAPES[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return `"${escaped}"`;
}

/** A float64 as Go's %v prints it. */
export function goFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const exponent = value === 0 ? 0 : Number(value.toExponential().split('e')[1]);
  if (exponent >= -4 && exponent < 6) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
