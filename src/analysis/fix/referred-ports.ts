// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../api/messages/decode.js';
import {cutDocuments} from '../sources/documents.js';
import {DocumentError, readDocument} from '../sources/json.js';
import {mapsIn} from './repair.js';

/** Names of ports that the documents refer to: Ingresses by `port.name`, monitors and others by `port`. */
export function referredPorts(texts: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const text of texts) {
    for (const chunk of cutDocuments(text.replaceAll('\r\n', '\n'))) {
      for (const name of referencesIn(chunk.text)) names.add(name);
    }
  }
  return names;
}

function* referencesIn(text: string): Generator<string> {
  // Most documents refer to no port.
  if (!/port|Port/.test(text)) return;
  for (const [, map] of mapsIn(documentOf(text))) {
    for (const key of ['port', 'servicePort']) {
      const port = map[key];
      if (typeof port === 'string') yield port;
      if (isRecord(port) && typeof port['name'] === 'string') yield port['name'];
    }
  }
}

function documentOf(text: string): unknown {
  try {
    return readDocument(text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}
