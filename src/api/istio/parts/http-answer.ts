// SPDX-License-Identifier: Apache-2.0

import {double, duration, int32, message, text, uint32} from './schema.js';

/** Answers that a proxy gives or spoils by itself. */

const affected = message('Share of the requests that is affected.', {value: double('Percentage from 0 to 100.')});

const delay = message(
  'Let requests wait.',
  {
    percent: int32('Deprecated: use `percentage`.'),
    percentage: affected,
    fixedDelay: duration('How long a request waits.'),
    exponentialDelay: duration('Reserved; istiod refuses it.'),
  },
  {oneOf: [['fixedDelay', 'exponentialDelay']]},
);

const abort = message(
  'Answer requests with an error.',
  {
    httpStatus: int32('HTTP status of the answer.'),
    grpcStatus: text('gRPC status of the answer, by name.'),
    http2Error: text('Reserved; istiod refuses it.'),
    percentage: affected,
  },
  {oneOf: [['httpStatus', 'grpcStatus', 'http2Error']]},
);

export const faultInjection = message('Delays and errors, to test how clients bear them.', {delay, abort});

export const directResponse = message(
  'Answer without asking a destination.',
  {
    status: uint32('HTTP status of the answer.'),
    body: message(
      'Content of the answer.',
      {string: text('The content as plain text.'), bytes: text('The content in base64.', {format: 'byte'})},
      {oneOf: [['string', 'bytes']]},
    ),
  },
  {required: ['status']},
);
