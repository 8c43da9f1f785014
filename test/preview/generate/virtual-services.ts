// SPDX-License-Identifier: Apache-2.0
import {exportTo, type Host, type KubeObject, object, type Place, written} from './place.js';
import type {Random} from './random.js';

/** Makes the VirtualServices of a mesh, delegates among them; `gateways` are the Gateways they may be bound to. */
export function virtualServices(place: Place, gateways: readonly string[]): KubeObject[] {
  const {random} = place;
  return Array.from({length: 1 + random.below(5)}, (_, n) => virtualService(place, gateways, n)).flat();
}

function virtualService(place: Place, gateways: readonly string[], n: number): KubeObject[] {
  const {random, hosts, namespaces, index} = place;
  const host = random.one(...hosts);
  const namespace = random.chance(70) ? host.namespace : random.one(...namespaces);
  const bound = gateways.length > 0 && random.chance(45);
  const outside = random.one([`a.m${index}.example`, `b.m${index}.example`], [`*.m${index}.example`], ['*']);
  const ownName = written(random, host, namespace);
  const names = bound ? random.some(outside, 1) : [ownName, ...(random.chance(15) ? [random.one(...hosts).full] : [])];
  const delegate = random.chance(20);
  const target = random.one(...namespaces);
  const http = random.chance(75) ? httpRoutes(place, namespace, host) : [];
  const spec = {
    hosts: [...new Set(names)],
    ...(bound && {gateways: [random.one(...gateways), ...(random.chance(25) ? ['mesh'] : [])]}),
    ...exportTo(place),
    http: delegate
      ? [
          {
            match: [{uri: {prefix: '/d'}, headers: {'x-root': {exact: 'r'}}}],
            delegate: {name: `delegate${n}`, namespace: target},
          },
          ...http,
        ]
      : http,
    ...(random.chance(30) && {tcp: tcpRoutes(place, namespace, host)}),
    ...(random.chance(30) &&
      names.every((one) => one.includes('.') && one !== '*') && {tls: tlsRoutes(place, namespace, host, names)}),
  };
  if (spec.http.length === 0 && !spec.tcp && !spec.tls) spec.http.push(plainRoute(place, namespace));
  if (bound && spec.gateways?.includes('mesh') && names.includes('*')) spec.gateways = spec.gateways.slice(0, 1);
  const own = object('networking', 'VirtualService', `vs${n}`, namespace, spec);
  if (!delegate) return [own];
  const part = {
    ...exportTo(place),
    http: [
      {
        match: [{uri: random.one({prefix: '/d/x'}, {exact: '/d/y'})}, {uri: {prefix: '/d'}, method: {exact: 'GET'}}],
        ...plainRoute(place, target),
      },
      ...(random.chance(60) ? [plainRoute(place, target)] : []),
    ],
  };
  return [own, object('networking', 'VirtualService', `delegate${n}`, target, part)];
}

function destination(place: Place, namespace: string, chosen?: Host): object {
  const {random, hosts} = place;
  const host = chosen ?? random.one(...hosts);
  const port = random.one(...host.ports).number;
  return {
    host: random.chance(95) ? written(random, host, namespace).replace('*', 'x') : 'gone',
    ...random.fields(40, {subset: random.one('v1', 'v2')}),
    ...((host.ports.length > 1 || random.chance(30)) && {port: {number: port}}),
  };
}

function plainRoute(place: Place, namespace: string): object {
  return {route: [{destination: destination(place, namespace)}]};
}

function split(place: Place, namespace: string, host: Host): object[] {
  if (place.random.chance(60))
    return [{destination: destination(place, namespace, place.random.chance(60) ? host : undefined)}];
  const weight = place.random.one(0, 30, 99);
  return [
    {
      destination: destination(place, namespace, host),
      weight,
      ...place.random.fields(30, {headers: headers(place.random)}),
    },
    {destination: destination(place, namespace), weight: 100 - weight},
  ];
}

function headers(random: Random): object {
  const operation = () =>
    random.fields(50, {set: {'x-s': '1', 'x-t': 'h.example'}, add: {'x-b': '2', 'x-a': '%PROTOCOL%'}, remove: ['x-r']});
  return random.fields(70, {request: operation, response: operation});
}

function httpRoutes(place: Place, namespace: string, host: Host): object[] {
  const {random} = place;
  const count = 1 + random.below(3);
  return Array.from({length: count}, (_, n) => ({
    ...random.fields(30, {name: `r${n}`}),
    ...((n < count - 1 || random.chance(40)) && {
      match: Array.from({length: 1 + random.below(2)}, (_unused, m) => match(random, namespace, host, m)),
    }),
    ...actionWithPolicies(place, namespace, host),
  }));
}

/** Redirects and direct responses have no faults. */
function actionWithPolicies(place: Place, namespace: string, host: Host): Record<string, unknown> {
  const chosen: Record<string, unknown> = {...action(place, namespace, host)};
  return {...chosen, ...common(place.random, chosen['route'] !== undefined)};
}

function action(place: Place, namespace: string, host: Host): object {
  const {random} = place;
  if (random.chance(12)) {
    return {
      redirect: {
        ...random.fields(50, {
          authority: 'z.example',
          scheme: 'https',
          redirectCode: random.one(301, 302, 303, 307, 308),
        }),
        ...random.one<object>(
          {uri: '/new'},
          {uri: '%PREFIX()%/x'},
          {port: 8443, authority: 'y'},
          {derivePort: random.one('FROM_REQUEST_PORT', 'FROM_PROTOCOL_DEFAULT'), authority: 'y'},
          {authority: 'only.example'},
        ),
      },
    };
  }
  if (random.chance(8))
    return {
      directResponse: {
        status: random.one(200, 204, 503, 599),
        ...random.fields(60, {body: random.one({string: 'text'}, {string: ''}, {bytes: 'aGk='})}),
      },
    };
  return {
    route: split(place, namespace, host),
    ...random.fields(18, {
      rewrite: random.one(
        {uri: '/re'},
        {authority: 'au'},
        {uri: '/', authority: 'b'},
        {uri: '/', uriRegexRewrite: undefined},
        {uriRegexRewrite: {match: '/(.*)', rewrite: '/y/\\1'}, authority: 'c'},
        {uriRegexRewrite: {match: '/(.*)', rewrite: '/x/\\1'}},
      ),
      ...random.one<Record<string, unknown>>(
        {
          mirror: () => destination(place, namespace),
          ...random.one({mirrorPercentage: {value: random.one(5, 0.5, 100)}}, {mirrorPercent: random.one(0, 7)}),
        },
        {mirrors: () => mirrors(place, namespace)},
      ),
      timeout: random.one('3s', '0.5s'),
      retries: () =>
        random.one<object>(
          {attempts: 0},
          {attempts: 3},
          {
            attempts: 2,
            perTryTimeout: '1s',
            retryOn: random.one('5xx,reset', '503,gateway-error', 'retriable-4xx,429'),
          },
          {attempts: 2, retryOn: 'connect-failure,retriable-headers,404'},
          {attempts: 1, retryRemoteLocalities: true, retryIgnorePreviousHosts: false, backoff: '25ms'},
        ),
    }),
  };
}

function mirrors(place: Place, namespace: string): object[] {
  return Array.from({length: 1 + place.random.below(2)}, () => ({
    destination: destination(place, namespace),
    ...place.random.fields(50, {percentage: {value: place.random.one(0, 3, 33.3)}}),
  }));
}

function common(random: Random, withFault: boolean): object {
  const string = random.one<object>({exact: 'https://o.example'}, {prefix: 'https://'}, {regex: 'https?://.*'});
  return random.fields(12, {
    ...(withFault && {
      fault: () => ({
        ...random.fields(50, {
          delay: {
            fixedDelay: '2s',
            ...random.one<object>({percentage: {value: random.one(10, 0.1, 0)}}, {percent: 7}, {}),
          },
        }),
        abort: random.one<object>(
          {httpStatus: 418, percentage: {value: random.one(50, 0.001, 0)}},
          {grpcStatus: 'UNAVAILABLE'},
          {httpStatus: 400},
        ),
      }),
    }),
    corsPolicy: () => ({
      ...random.one({allowOrigins: [string]}, {allowOrigin: ['https://old.example', '*']}),
      ...random.fields(50, {
        allowMethods: ['GET', 'POST'],
        allowHeaders: ['x'],
        exposeHeaders: ['y'],
        maxAge: '60s',
        allowCredentials: true,
        unmatchedPreflights: random.one('FORWARD', 'IGNORE', 'UNSPECIFIED'),
      }),
    }),
    headers: () => headers(random),
  });
}

function string(random: Random): object {
  return random.one<object>({exact: 'e'}, {prefix: 'p'}, {regex: 'r.*'});
}

function match(random: Random, namespace: string, host: Host, n: number): object {
  return {
    ...(random.chance(60) && {
      uri: random.one<object>({exact: '/e'}, {prefix: '/p'}, {prefix: '/'}, {regex: '/r.*'}, {prefix: '/slash/'}),
    }),
    ...random.fields(12, {
      name: `m${n}`,
      scheme: random.one<object>({exact: 'https'}, {prefix: 'htt'}, {regex: 'https?'}),
      method: random.one<object>({exact: 'GET'}, {exact: 'POST'}, {prefix: 'P'}, {regex: 'GET|HEAD'}),
      authority: string(random),
      headers: random.one<object>(
        {'x-a': {exact: 'b'}},
        {'x-a': {}, 'x-b': {regex: '.+'}},
        {'user-agent': {prefix: 'M'}},
        {'X-Upper': {exact: ''}, cookie: {regex: '^(.*;)?(user=x)(;.*)?$'}},
        {'x-a': {regex: '.*'}},
      ),
      withoutHeaders: random.one<object>({'x-n': {exact: 'b'}}, {'x-n': {}}, {'x-n': {prefix: 'c'}, m: {regex: 'd+'}}),
      queryParams: random.one<object>({q: {exact: '1'}}, {q: {regex: '.*'}, r: {prefix: 'a'}}),
      ignoreUriCase: true,
      port: random.one(...host.ports).number,
      sourceLabels: {version: random.one('v1', 'v2')},
      sourceNamespace: random.one(namespace, 'elsewhere'),
      statPrefix: 'own',
    }),
  };
}

function tcpRoutes(place: Place, namespace: string, host: Host): object[] {
  const {random} = place;
  const port = random.one(...host.ports).number;
  return [
    ...(random.chance(50)
      ? [
          {
            match: [
              {
                port,
                ...random.fields(20, {
                  destinationSubnets: random.one(['10.96.0.0/16'], ['10.96.0.0/16', '10.97.0.1']),
                  sourceLabels: {version: 'v1'},
                  sourceNamespace: namespace,
                  gateways: ['mesh'],
                }),
              },
            ],
            route: split(place, namespace, host).map(plain),
          },
        ]
      : []),
    {route: split(place, namespace, host).map(plain)},
  ];
}

/** Without headers, which routes of connections do not have. */
function plain(route: object): object {
  return Object.fromEntries(Object.entries(route).filter(([key]) => key !== 'headers'));
}

function tlsRoutes(place: Place, namespace: string, host: Host, hosts: readonly string[]): object[] {
  const {random} = place;
  return [
    {
      match: [
        {
          sniHosts: [...new Set(hosts)],
          ...random.fields(25, {
            port: random.one(...host.ports).number,
            sourceLabels: {version: 'v1'},
            sourceNamespace: namespace,
            destinationSubnets: ['10.96.0.0/16'],
          }),
        },
      ],
      route: split(place, namespace, host).map(plain),
    },
  ];
}
