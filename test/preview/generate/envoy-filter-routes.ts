// SPDX-License-Identifier: Apache-2.0
import {context, TYPE} from './envoy-filter-match.js';
import type {Place} from './place.js';
import type {Random} from './random.js';

function routeMatch(random: Random, more: Record<string, unknown> = {}): object {
  return {
    routeConfiguration: {
      ...random.fields(
        50,
        random.one<Record<string, unknown>>(
          {portNumber: random.one(80, 9080, 8080)},
          {name: random.one('80', 'http.80', 'inbound|8080||')},
          {portName: 'http-g0s0'},
          {gateway: 'm0-gw/gw0'},
        ),
      ),
      ...more,
    },
  };
}

/** Returns a patch of route configurations. */
export function routeConfigurations(random: Random): object {
  return {
    applyTo: 'ROUTE_CONFIGURATION',
    match: {...context(random), ...routeMatch(random)},
    patch: {
      operation: 'MERGE',
      value: random.one<object>(
        {request_headers_to_remove: ['x']},
        {vhds: {config_source: {ads: {}}}, internal_only_headers: ['i']},
        {response_headers_to_add: [{header: {key: 'a', value: 'b'}}]},
      ),
    },
  };
}

/** Returns a patch of virtual hosts. */
export function virtualHosts(random: Random, {hosts, index}: Place): object {
  const host = random.one(...hosts);
  const vhost = random.fields(
    60,
    random.one<Record<string, unknown>>(
      {name: `${host.full}:${host.ports[0]?.number ?? 80}`},
      {name: `a.m${index}.example:80`},
      {name: 'inbound|http|8080'},
      {domainName: host.full},
    ),
  );
  return {
    applyTo: 'VIRTUAL_HOST',
    match: {...context(random), ...routeMatch(random, {vhost})},
    patch: random.one<object>(
      {operation: 'MERGE', value: {request_headers_to_remove: ['y'], include_request_attempt_count: false}},
      {
        operation: 'MERGE',
        value: {routes: [{match: {prefix: '/merged'}, direct_response: {status: 202}}], domains: ['d']},
      },
      {operation: 'MERGE', value: {rate_limits: [{actions: [{remote_address: {}}]}], retry_policy: {num_retries: 4}}},
      {operation: 'REMOVE'},
      {
        operation: 'ADD',
        value: {
          name: 'own',
          domains: ['own.example'],
          routes: [{match: {prefix: '/'}, direct_response: {status: 200}}],
        },
      },
    ),
  };
}

/** Returns a patch of HTTP routes. */
export function routes(random: Random): object {
  const route = random.fields(
    60,
    random.one<Record<string, unknown>>(
      {action: random.one('ANY', 'ROUTE', 'REDIRECT', 'DIRECT_RESPONSE')},
      {name: random.one('default', 'r0')},
    ),
  );
  const operation = random.one('MERGE', 'INSERT_FIRST', 'INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'ADD');
  const added = {name: 'own', match: {prefix: '/own'}, direct_response: {status: 201}};
  return {
    applyTo: 'HTTP_ROUTE',
    match: {...context(random), ...routeMatch(random, {vhost: {route}})},
    patch: {
      operation,
      ...(operation !== 'REMOVE' && {
        value:
          operation === 'MERGE'
            ? random.one<object>(
                {route: {timeout: '8s', retry_policy: {num_retries: 9}}},
                {request_headers_to_add: [{header: {key: 'k', value: 'v'}}]},
                {redirect: {https_redirect: true}},
                {match: {headers: [{name: 'x-own', present_match: true}]}, decorator: {operation: 'own'}},
                {
                  typed_per_filter_config: {
                    'envoy.filters.http.lua': {
                      '@type': `${TYPE}/envoy.extensions.filters.http.lua.v3.LuaPerRoute`,
                      disabled: true,
                    },
                  },
                },
                {route: {hash_policy: [{header: {header_name: 'own'}}], cluster: 'own'}},
              )
            : added,
      }),
    },
  };
}
