// SPDX-License-Identifier: Apache-2.0

import {createHash} from 'node:crypto';
import type {PrintedMessage} from '../run/order.js';

/**
 * A name for each message that stays as long as its code, resource and text do, wherever the resource moves in or
 * between files. Of messages that do not differ in these, each has its own.
 */
export function fingerprints(messages: readonly PrintedMessage[]): string[] {
  const seen = new Map<string, number>();
  return messages.map(({code, origin, text, subject}) => {
    const identity = [code, subject?.cluster ?? '', origin ?? '', text];
    const key = JSON.stringify(identity);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash('sha256')
      .update(JSON.stringify([...identity, before]))
      .digest('hex')
      .slice(0, 32);
  });
}
