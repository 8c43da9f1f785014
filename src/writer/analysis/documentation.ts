// SPDX-License-Identifier: Apache-2.0

import type {MessageCode} from '../../analysis/messages.js';

/** Where the messages of the reference are described. */
export const DOCUMENTATION = 'https://istio.io/v1.30/docs/reference/config/analysis';

/** The page about a message; those of our own have none but what `--explain` prints. */
export function documentationUrl(code: MessageCode): string | undefined {
  return code.startsWith('ISTX') ? undefined : `${DOCUMENTATION}/${code.toLowerCase()}/`;
}
