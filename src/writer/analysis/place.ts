// SPDX-License-Identifier: Apache-2.0

/** A path as CI systems know files: from the root of the checkout, with `/`, without `./`; standard input has a name. */
export function checkoutPath(file: string): string {
  if (file === '-') return 'stdin';
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/+)+/, '');
  return path === '' ? '.' : path;
}
