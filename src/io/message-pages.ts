// SPDX-License-Identifier: Apache-2.0
import {readPackageFile} from './package-files.js';

/** What docs/messages says of the message of a code, in Markdown: meaning, example and remedy. */
export function messagePage(code: string): string {
  return readPackageFile(`dist/messages/${code}.md`);
}
