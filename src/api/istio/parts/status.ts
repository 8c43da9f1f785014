// SPDX-License-Identifier: Apache-2.0

import {z} from 'zod';
import {choice, intOrString, list, message, text} from './schema.js';

const condition = message('One aspect of the state of the resource.', {
  type: text('What the condition is about.'),
  status: text('Whether it holds: `True`, `False` or `Unknown`.'),
  reason: text('One word in CamelCase: why the condition last changed.'),
  message: text('The same for people.'),
  lastProbeTime: text('When the condition was last looked at.', {format: 'date-time'}),
  lastTransitionTime: text('When `status` last changed.', {format: 'date-time'}),
  observedGeneration: intOrString('Generation of the resource that the condition speaks of.'),
});

const finding = message('A finding of the analysis that istiod runs over the resource.', {
  type: message('Which finding it is.', {
    name: text('Name of the finding, such as `ReferencedResourceNotFound`.'),
    code: text('Its number, such as `IST0101`.'),
  }),
  level: choice('How bad it is.', ['UNKNOWN', 'ERROR', 'WARNING', 'INFO']),
  documentationUrl: text('Where the finding is explained.'),
});

/** What controllers write back; the same for all kinds, and open to fields of other controllers. */
export const status = z
  .looseObject(
    message('', {
      conditions: list('State of the resource, one entry a condition.', condition),
      observedGeneration: intOrString('Generation of the resource that the controller saw last.'),
      validationMessages: list('What the analysis of istiod found wrong.', finding),
    }).shape,
  )
  .meta({description: 'What the control plane reports about the resource; written by controllers only.'});
