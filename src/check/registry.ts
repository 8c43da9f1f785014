// SPDX-License-Identifier: Apache-2.0
import type {Check} from './check.js';
import {AMBIENT} from './groups/ambient.js';
import {API} from './groups/api.js';
import {CERTIFICATES} from './groups/certificates.js';
import {CLUSTERS} from './groups/clusters.js';
import {ELECTIONS} from './groups/elections.js';
import {ISTIOD} from './groups/istiod.js';
import {PROXIES} from './groups/proxies.js';
import {VERSIONS} from './groups/versions.js';
import {WEBHOOKS} from './groups/webhooks.js';
import {WORKLOADS} from './groups/workloads.js';

/** Every check there is. */
export const CHECKS: readonly Check[] = [
  ...API,
  ...VERSIONS,
  ...ISTIOD,
  ...ELECTIONS,
  ...WEBHOOKS,
  ...AMBIENT,
  ...PROXIES,
  ...WORKLOADS,
  ...CERTIFICATES,
  ...CLUSTERS,
];
