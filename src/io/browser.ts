// SPDX-License-Identifier: Apache-2.0
import {start} from './process.js';

/** What opens a page in the user's browser; undefined on a system that has no such command. */
function opener(url: string): [command: string, args: string[]] | undefined {
  if (process.platform === 'linux') return ['xdg-open', [url]];
  if (process.platform === 'darwin') return ['open', [url]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return undefined;
}

/** Opens a page in the user's browser. False where that cannot be started; `platform` where nobody knows how to. */
export async function openBrowser(url: string): Promise<boolean | 'platform'> {
  const command = opener(url);
  return command ? start(...command) : 'platform';
}
