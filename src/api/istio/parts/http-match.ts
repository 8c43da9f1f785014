// SPDX-License-Identifier: Apache-2.0

import {flag, list, map, message, text, texts, uint32} from './schema.js';

export const stringMatch = message(
  'A test of a text; exactly one of these.',
  {
    exact: text('The text is this.'),
    prefix: text('The text starts with this.'),
    regex: text('The whole text matches this RE2 expression.'),
  },
  {oneOf: [['exact', 'prefix', 'regex']]},
);

const matchedText = (description: string) => stringMatch.describe(description);

/** Conditions on the client; the same for HTTP, TLS and TCP. */
export const clientMatch = {
  port: uint32('Port of the service or gateway that is asked for.'),
  sourceLabels: map('Labels of the client pod.', text()),
  sourceNamespace: text('Namespace of the client pod.'),
  gateways: texts('Gateways the match is for; replaces the list of the VirtualService.'),
};

/** Conditions on the addresses of a connection. */
export const destinationSubnets = texts('Addresses or CIDR blocks that the connection goes to.');

const httpMatch = message('Conditions on a request; all must hold.', {
  name: text('Name of the match, for logs.'),
  uri: matchedText('Test of the path.'),
  scheme: matchedText('Test of the scheme.'),
  method: matchedText('Test of the method.'),
  authority: matchedText('Test of the Host or :authority header.'),
  headers: map('Tests of headers, by lower-case name; an empty test means: present.', stringMatch),
  withoutHeaders: map('Headers for which the test must fail.', stringMatch),
  queryParams: map('Tests of query parameters.', stringMatch),
  ignoreUriCase: flag('Compare the path without regard to case (exact and prefix only).'),
  statPrefix: text('Prefix of the metrics of this route.'),
  ...clientMatch,
});

export const httpMatches = list('When the route is taken: any one of these; always where empty.', httpMatch);
