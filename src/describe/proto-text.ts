// SPDX-License-Identifier: Apache-2.0

const DURATION = /^(\d+)(?:\.(\d{1,9}))?s$/;

/**
 * A message in protobuf's text form on one line (https://protobuf.dev/reference/protobuf/textformat-spec/), from its
 * JSON form: fields by name, durations taken apart. Field names decide nothing but their spelling.
 */
export function protoText(message: unknown): string {
  if (typeof message !== 'object' || message === null) return '';
  return Object.entries(message)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each) => field(snake(name), each)))
    .join(' ');
}

function field(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) return `${name}:{${protoText(value)}}`;
  if (typeof value !== 'string') return `${name}:${String(value)}`;
  const [, seconds, fraction] = DURATION.exec(value) ?? [];
  if (seconds === undefined) return `${name}:${JSON.stringify(value)}`;
  const nanos = fraction ? Number(fraction.padEnd(9, '0')) : 0;
  const inner = [...(seconds === '0' ? [] : [`seconds:${seconds}`]), ...(nanos === 0 ? [] : [`nanos:${nanos}`])];
  return `${name}:{${inner.join(' ')}}`;
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
