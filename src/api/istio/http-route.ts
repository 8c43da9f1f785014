// SPDX-License-Identifier: Apache-2.0

import {destination} from './parts/destination.js';
import {directResponse, faultInjection} from './parts/http-answer.js';
import {httpMatches, stringMatch} from './parts/http-match.js';
import {choice, double, duration, flag, int32, list, map, message, text, texts, uint32} from './parts/schema.js';

const headerChanges = (description: string) =>
  message(description, {
    set: map('Headers to set; existing ones are replaced.', text()),
    add: map('Headers to append a value to.', text()),
    remove: texts('Headers to drop.'),
  });

const headers = message('Changes of headers.', {
  request: headerChanges('Changes before the request is sent on.'),
  response: headerChanges('Changes before the answer goes back.'),
});

const weightedDestination = message(
  'A destination and its share of the traffic.',
  {
    destination,
    weight: int32('Share of the traffic relative to the other destinations.'),
    headers: headers.describe('Changes of headers for this destination.'),
  },
  {required: ['destination']},
);

const share = (description: string) => message(description, {value: double('Percentage from 0 to 100.')});

const mirror = message(
  'A destination that gets copies of requests.',
  {destination, percentage: share('Share of the requests that is copied; all where left out.')},
  {required: ['destination']},
);

const redirect = message(
  'Answer with a redirect.',
  {
    uri: text('New path; `%PREFIX()%` keeps what followed the matched prefix.'),
    authority: text('New host of the address.'),
    port: uint32('New port of the address.'),
    derivePort: choice('Take the port from the scheme or from the request.', [
      'FROM_PROTOCOL_DEFAULT',
      'FROM_REQUEST_PORT',
    ]),
    scheme: text('New scheme of the address.'),
    redirectCode: uint32('HTTP status; 301 where left out.'),
  },
  {oneOf: [['port', 'derivePort']]},
);

const rewrite = message('Change the request before it is sent on.', {
  uri: text('Replaces the path, or the prefix that matched.'),
  authority: text('Replaces the Host or :authority header.'),
  uriRegexRewrite: message('Change the path with a regular expression.', {
    match: text('RE2 expression that finds what is replaced.'),
    rewrite: text(String.raw`What it becomes; \1 is the first group.`),
  }),
});

const retries = message('When and how failed requests are tried again.', {
  attempts: int32('Retries at most; 0 turns them off.'),
  perTryTimeout: duration('Time that one try may take; that of the route where left out.'),
  retryOn: text('Comma-separated conditions or status codes, as Envoy names them.'),
  retryRemoteLocalities: flag('Whether a retry may go to another locality.').nullable(),
  retryIgnorePreviousHosts: flag('Whether a retry avoids the hosts that failed before.').nullable(),
  backoff: duration('Shortest wait before a retry; it doubles each time.'),
});

const corsPolicy = message('Cross-origin requests that browsers may make.', {
  allowOrigin: texts('Deprecated: use `allowOrigins`.'),
  allowOrigins: list('Origins that may ask.', stringMatch),
  allowMethods: texts('Methods that may be used.'),
  allowHeaders: texts('Request headers that may be sent.'),
  exposeHeaders: texts('Response headers that scripts may read.'),
  maxAge: duration('How long a browser may remember the answer.'),
  allowCredentials: flag('Whether cookies and credentials may be sent.').nullable(),
  unmatchedPreflights: choice('What becomes of preflight requests from other origins.', [
    'UNSPECIFIED',
    'FORWARD',
    'IGNORE',
  ]),
});

const mirrorPercent = (description: string) => uint32(description).nullable();

export const httpRoute = message('What happens to requests that match.', {
  name: text('Name of the route, for logs and for delegation.'),
  match: httpMatches,
  route: list('Destinations, by weight.', weightedDestination),
  redirect,
  directResponse,
  delegate: message('VirtualService that holds the routes for this match.', {
    name: text('Name of the VirtualService.'),
    namespace: text('Namespace of the VirtualService; that of the root where left out.'),
  }),
  rewrite,
  timeout: duration('Time that the whole request may take, retries included; no limit where left out.'),
  retries,
  fault: faultInjection,
  mirror: destination.describe('Destination that gets copies of the requests; its answers are dropped.'),
  mirrors: list('Several such destinations.', mirror),
  mirrorPercent: mirrorPercent('Deprecated: use `mirrorPercentage`.'),
  mirror_percent: mirrorPercent('Deprecated: old spelling of `mirrorPercent`.'),
  mirrorPercentage: share('Share of the requests that `mirror` gets; all where left out.'),
  corsPolicy,
  headers: headers.describe('Changes of headers for all destinations of the route.'),
});
