// SPDX-License-Identifier: Apache-2.0
import {argvOfSettings} from '../../bug-report/settings-file.js';
import {readFlagFile} from '../../io/files.js';

/**
 * Returns the words of a command line that say what a file of settings says.
 *
 * @param names Of the flags that there are.
 */
export function settingsIn(file: string, names: readonly string[]): string[] {
  return argvOfSettings(file, readFlagFile('filename', file), names);
}
