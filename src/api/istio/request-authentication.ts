// SPDX-License-Identifier: Apache-2.0

import {istioKind} from './parts/kind.js';
import {duration, flag, list, message, type Rule, text, texts} from './parts/schema.js';
import {ONE_ATTACHMENT, policyAttachment} from './parts/selector.js';

const HTTP_URL: Rule = {
  rule: 'url(self).getScheme() in ["http", "https"]',
  message: 'url must have scheme http:// or https://',
};

const ONE_KEY_SOURCE: Rule = {
  rule: '(has(self.jwksUri) ? 1 : 0) + (has(self.jwks_uri) ? 1 : 0) + (has(self.jwks) ? 1 : 0) <= 1',
  message: 'only one of jwks or jwksUri can be set',
};

const keysUrl = (description: string) => text(description, {min: 1, max: 2048, rules: [HTTP_URL]});
const nonEmpty = {item: {min: 1}};

const tokenHeader = message(
  'A header that holds the token.',
  {
    name: text('Name of the header.', {min: 1}),
    prefix: text('What stands before the token, such as `Bearer `.'),
  },
  {required: ['name']},
);

const claimToHeader = message(
  'A claim that is sent on as a header.',
  {
    header: text('Name of the header.', {min: 1, pattern: '^[-_A-Za-z0-9]+$'}),
    claim: text('Name of the claim; nested ones with dots.', {min: 1}),
  },
  {required: ['header', 'claim']},
);

const jwtRule = message(
  'Tokens of one issuer.',
  {
    issuer: text('Who issued the token (`iss`).', {min: 1}),
    audiences: texts('Whom the token may be for (`aud`); any where empty.', nonEmpty),
    jwksUri: keysUrl('URL of the public keys.'),
    jwks_uri: keysUrl('Deprecated: old spelling of `jwksUri`.'),
    jwks: text('The public keys themselves, as JSON.'),
    fromHeaders: list('Headers where the token is looked for.', tokenHeader),
    fromParams: texts('Query parameters where the token is looked for.', nonEmpty),
    fromCookies: texts('Cookies where the token is looked for.', nonEmpty),
    outputPayloadToHeader: text('Header in which the payload is sent on, in base64.'),
    outputClaimToHeaders: list('Claims that are sent on as headers.', claimToHeader),
    forwardOriginalToken: flag('Send the token on to the workload.'),
    spaceDelimitedClaims: texts('More claims that are split at spaces, besides scope and permission.', {
      max: 64,
      ...nonEmpty,
    }),
    timeout: duration('How long fetching the keys may take.'),
  },
  {rules: [ONE_KEY_SOURCE]},
);

export const requestAuthentication = istioKind({
  group: 'security.istio.io',
  kind: 'RequestAuthentication',
  plural: 'requestauthentications',
  shortNames: ['ra'],
  versions: ['v1', 'v1beta1'],
  spec: message(
    'Which JSON web tokens workloads accept. Requests without a token pass; an AuthorizationPolicy can stop them.',
    {...policyAttachment, jwtRules: list('Issuers, one rule each.', jwtRule, {max: 4096})},
    {rules: [ONE_ATTACHMENT]},
  ),
});
