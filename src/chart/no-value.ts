// SPDX-License-Identifier: Apache-2.0

/**
 * Returns the text without the words that Go's text/template prints for a missing key. Helm removes them, wherever they
 * come from, from the output of each file and of each `tpl`, but not from that of `include`: charts compare what `tpl`
 * returns with "".
 */
export function withoutNoValue(output: string): string {
  return output.replaceAll('<no value>', '');
}
