// SPDX-License-Identifier: Apache-2.0

import type {MessageCode} from '../../analysis/model/messages.js';

/** Where the messages of the reference are described. */
export const DOCUMENTATION = 'https://istio.io/v1.30/docs/reference/config/analysis';

/** Codes that came after 1.30, whose documentation does not have them. */
const NEWER: readonly MessageCode[] = ['IST0177'];

/** The page about a message; those of our own have none but what `--explain` prints. */
export function documentationUrl(code: MessageCode): string | undefined {
  if (code.startsWith('ISTX')) return undefined;
  const site = NEWER.includes(code) ? DOCUMENTATION.replace('/v1.30/', '/latest/') : DOCUMENTATION;
  return `${site}/${code.toLowerCase()}/`;
}
