// SPDX-License-Identifier: Apache-2.0

import type {Level} from '../model/level.js';
import type {PrintedMessage} from '../run/order.js';
import type {Analysis} from '../run/run.js';
import type {FileErrors} from '../sources/files.js';

/** What an analysis came to, for outputs that tell more than its messages. */
export interface AnalysisReport {
  /** Those that are to be seen, in their order. */
  messages: readonly PrintedMessage[];
  /** Messages that a baseline knows and that are therefore not among the messages. */
  known: number;
  /** From this level on, a message makes the command fail. */
  failureThreshold: Level;
  /** The files that were named, or found in folders. */
  files: readonly string[];
  fileErrors: readonly FileErrors[];
  skipped: Analysis['skipped'];
  unfinished: Analysis['unfinished'];
}
