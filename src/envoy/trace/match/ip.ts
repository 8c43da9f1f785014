// SPDX-License-Identifier: Apache-2.0

/** The bits of an IP address, 32 or 128 of them; undefined for any other text. */
export function addressBits(text: string): string | undefined {
  if (!text.includes(':')) return v4Bits(text);
  const [, before = '', v4] = /^(.*:)(\d+\.[\d.]+)$/.exec(text) ?? [];
  const tail = v4 === undefined ? '' : v4Bits(v4);
  if (tail === undefined) return undefined;
  // An IPv4 address at the end takes the place of two groups.
  const groups = v4 === undefined ? text : `${before}${hexOf(tail.slice(0, 16))}:${hexOf(tail.slice(16))}`;
  const halves = groups.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [left = [], right] = halves;
  const count = left.length + (right?.length ?? 0);
  if (halves.length > 2 || (right ? count > 7 : count !== 8)) return undefined;
  const all = [...left, ...Array.from({length: 8 - count}, () => '0'), ...(right ?? [])];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

function v4Bits(text: string): string | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}

function hexOf(bits: string): string {
  return Number.parseInt(bits, 2).toString(16);
}

/** Whether an address lies in a range; of an address that is not known only that it lies in all of IPv4. */
export function inRange(address: string | undefined, prefix: string, length: number): boolean {
  const range = addressBits(prefix)?.slice(0, length);
  if (range === undefined) return false;
  if (address === undefined) return range === '' && !prefix.includes(':');
  const bits = addressBits(address);
  return bits !== undefined && bits.length === addressBits(prefix)?.length && bits.startsWith(range);
}
