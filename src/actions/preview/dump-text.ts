// SPDX-License-Identifier: Apache-2.0
import type {JsonText} from '../../envoy/dump/json-text.js';
import type {Preview} from '../../preview/resources.js';
import {configDump} from '../../writer/preview/dump.js';

/** Returns what istiod would send to a proxy as a dump that could have been read from a file. */
export function dumpText({proxy, resources}: Pick<Preview, 'proxy' | 'resources'>): JsonText {
  const text = `${JSON.stringify(configDump(resources, proxy), null, 2)}\n`;
  return {bytes: Buffer.from(text), name: `the preview of ${proxy.name}.${proxy.namespace}`};
}
