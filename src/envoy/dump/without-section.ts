// SPDX-License-Identifier: Apache-2.0
import {readConfigDump, type SectionName, sectionsOf} from './config-dump.js';
import type {JsonText} from './json-text.js';

/** Returns a config dump without the sections of a name, every other byte as it is. Throws an IstioctlError where it is none. */
export function withoutSection(text: JsonText, name: SectionName): Buffer {
  const dump = readConfigDump(text);
  const {bytes} = dump.text;
  const {sections} = dump;
  const cut = new Set(sectionsOf(dump, name));
  const [first, last] = [sections[0], sections.at(-1)];
  if (cut.size === 0 || !first || !last) return bytes;
  const kept = sections.flatMap((section, i) => {
    if (cut.has(section)) return [];
    // What stands between two sections goes with the second.
    const before = sections[i - 1]?.span.end ?? section.span.start;
    return [{before, ...section.span}];
  });
  const pieces = kept.map(({before, start, end}, i) => bytes.subarray(i > 0 ? before : start, end));
  return Buffer.concat([bytes.subarray(0, first.span.start), ...pieces, bytes.subarray(last.span.end)]);
}
