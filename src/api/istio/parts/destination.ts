// SPDX-License-Identifier: Apache-2.0

import {message, text} from './schema.js';
import {portSelector} from './traffic-policy.js';

export const destination = message(
  'Where traffic is sent.',
  {
    host: text('Service in the registry; short names are completed with the namespace of the resource.'),
    subset: text('Subset that a DestinationRule defines.'),
    port: portSelector.describe('Port of the service; may be left out where it has just one.'),
  },
  {required: ['host']},
);
