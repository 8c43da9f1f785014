// SPDX-License-Identifier: Apache-2.0

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
  '\r': '&#13;',
};

/** What XML 1.0 has no place for: most control characters, and halves of surrogate pairs. */
const UNFIT =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text as it may stand in an element or attribute of XML 1.0; what has no place there is replaced. */
export function escapeXml(text: string): string {
  return text.replace(UNFIT, '\ufffd').replace(/[&<>"\n\t\r]/g, (character) => ENTITIES[character] ?? character);
}
