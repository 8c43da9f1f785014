// SPDX-License-Identifier: Apache-2.0

import {choice, double, duration, flag, integer, list, map, message, percent, text, texts, uint32} from './schema.js';

const cookieAttribute = message(
  'An attribute of a generated cookie.',
  {name: text('Name of the attribute, such as `SameSite`.'), value: text('Its value, if it has one.')},
  {required: ['name']},
);

const httpCookie = message(
  'Hash a cookie, which is set where the client sends none.',
  {
    name: text('Name of the cookie.'),
    path: text('Path of the cookie.'),
    ttl: text('Lifetime of the cookie as a duration; without it none is generated, `0s` is a session cookie.'),
    attributes: list('More attributes of the cookie.', cookieAttribute),
  },
  {required: ['name']},
);

const consistentHash = message(
  'Send what hashes alike to the same host, by one of these.',
  {
    httpHeaderName: text('Hash this request header.'),
    httpCookie,
    useSourceIp: flag('Hash the address of the client.'),
    httpQueryParameterName: text('Hash this query parameter.'),
    ringHash: message('Ring hash: hosts own arcs of a ring.', {
      minimumRingSize: integer('Least number of points on the ring.', {min: 0}),
    }),
    maglev: message('Maglev: faster lookups, moves more when hosts change.', {
      tableSize: integer('Size of the table; must be a prime number.', {min: 0}),
    }),
    minimumRingSize: integer('Deprecated: use `ringHash.minimumRingSize`.', {min: 0}),
  },
  {
    oneOf: [
      ['httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'],
      ['ringHash', 'maglev'],
    ],
  },
);

/** Localities are `region/zone/sub-zone`, each part may be `*`. */
const localityLbSetting = message('Preference for hosts that are near; only with outlier detection.', {
  enabled: flag('Turns locality load balancing on or off for this service.').nullable(),
  distribute: list(
    'Share of the traffic by locality; not together with failover.',
    message('How traffic that starts in one locality is spread.', {
      from: text('Locality where the traffic starts.'),
      to: map('Percentage for each locality; they must add up to 100.', uint32()),
    }),
  ),
  failover: list(
    'Where traffic goes when the hosts of a region are unhealthy.',
    message('One region and its substitute.', {
      from: text('Region that fails.'),
      to: text('Region that takes over.'),
    }),
  ),
  failoverPriority: texts('Labels, most important first: hosts that share more of them with the client come first.'),
});

const warmup = message(
  'Raise the traffic of a new host step by step.',
  {
    duration: duration('How long the warm-up takes.'),
    minimumPercent: percent('Share of its full weight that a host starts with.'),
    aggression: double('Shape of the curve: 1 is linear, more is slower at first.', {min: 0}).nullable(),
  },
  {required: ['duration']},
);

export const loadBalancer = message(
  'How a host is picked for a request or connection.',
  {
    simple: choice('A standard algorithm.', [
      'UNSPECIFIED',
      'LEAST_CONN',
      'RANDOM',
      'PASSTHROUGH',
      'ROUND_ROBIN',
      'LEAST_REQUEST',
    ]),
    consistentHash,
    localityLbSetting,
    warmupDurationSecs: duration('Deprecated: use `warmup`.'),
    warmup,
  },
  {oneOf: [['simple', 'consistentHash']]},
);
