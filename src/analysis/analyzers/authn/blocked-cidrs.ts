// SPDX-License-Identifier: Apache-2.0

import type {Analyze} from '../../model/analyzer.js';
import {message} from '../../model/message.js';
import {fullName} from '../../model/resource.js';

const SETTING = 'BLOCKED_CIDRS_IN_JWKS_URIS';
const SHOWN = 5;

/** With RequestAuthentications, istiod fetches what their authors tell it to, unless it is told where not to (§3.2). */
export const blockedCidrs: Analyze = function* (resources) {
  const authentications = resources.all('RequestAuthentication');
  if (authentications.length === 0) return;
  const names = authentications.map(fullName).toSorted();
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  const text = `${names.slice(0, SHOWN).join(', ')}${more}`;
  for (const deployment of resources.all('Deployment')) {
    if (deployment.labels['app'] !== 'istiod') continue;
    const containers = deployment.spec.template?.spec?.containers ?? [];
    const configured = containers.some(({env}) => env?.some(({name, value}) => name === SETTING && Boolean(value)));
    if (!configured) yield message('IST0175', deployment, [names.length, text]);
  }
};
