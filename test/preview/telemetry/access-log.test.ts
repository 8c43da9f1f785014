// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {accessLog, type LogPlace} from '../../../src/preview/telemetry/access-log.js';
import type {ListenerClass} from '../../../src/preview/telemetry/listener-class.js';
import {printed} from '../printed.js';
import {meshSettings, service, telemetry, workloadContext} from '../sidecar-context.js';

const WORKLOAD = {namespace: 'shop', labels: {app: 'cart'}};
const PROVIDERS = `
extensionProviders:
- {name: text, envoyFileAccessLog: {path: /dev/stderr, logFormat: {text: '%PATH% %REQ_WITHOUT_QUERY(:PATH)%'}}}
- {name: json, envoyFileAccessLog: {path: /log, logFormat: {labels: {status: '%RESPONSE_CODE%'}}, omitEmptyValues: true}}
- {name: als, envoyHttpAls: {service: logs.shop.svc.cluster.local, port: 9000, additionalRequestHeadersToLog: [x-a]}}
- {name: tcp-als, envoyTcpAls: {service: shop/logs.shop.svc.cluster.local, port: 9000, logName: own}}
- {name: otel, envoyOtelAls: {service: logs.shop.svc.cluster.local, port: 9000, logFormat: {text: hello, labels: {b: '2', a: '1'}}}}
- {name: lost, envoyHttpAls: {service: nowhere, port: 1}}
`;
const LOGS = service('logs', 'grpc:9000');

interface Log {
  name: string;
  filter?: object;
  typed_config: Record<string, unknown>;
}

function logs(objects: string[], listenerClass: ListenerClass = 'inbound', place: LogPlace = 'http'): Log[] {
  const {access_log: found = []} = printed(accessLog(workloadContext(WORKLOAD, ...objects), listenerClass, place)) as {
    access_log?: Log[];
  };
  return found;
}

/** What a log writes to, or the name of its sink. */
function targets(found: Log[]): unknown[] {
  return found.map(({name, typed_config}) => typed_config['path'] ?? name);
}

const withFormat = (found: Log[]) => found[0]?.typed_config['log_format'];

describe('the access log of the mesh', () => {
  test('is off by default', () => {
    expect(logs([meshSettings('')])).toEqual([]);
  });

  test('is a line of text', () => {
    const found = logs([meshSettings('accessLogFile: /dev/stdout')]);
    expect(targets(found)).toEqual(['/dev/stdout']);
    expect(JSON.stringify(withFormat(found))).toContain('[%START_TIME%] \\"%REQ(:METHOD)%');
  });

  test('has the format of the mesh, a line end added', () => {
    const found = logs([meshSettings('{accessLogFile: /log, accessLogFormat: "%PATH%"}')]);
    expect(withFormat(found)).toEqual({text_format_source: {inline_string: '%PATH%\n'}});
  });

  test.each([
    ['the default fields', '', expect.objectContaining({authority: '%REQ(:AUTHORITY)%'})],
    ['fields of the mesh', '{"a": "%PATH%", "b": {"c": 1}}', {a: '%PATH%', b: {c: 1}}],
    ['the default fields where the format is no JSON', '%PATH%', expect.objectContaining({method: '%REQ(:METHOD)%'})],
  ])('is JSON with %s', (_, format, expected) => {
    const settings = JSON.stringify({accessLogFile: '/log', accessLogEncoding: 'JSON', accessLogFormat: format});
    expect(withFormat(logs([meshSettings(settings)]))).toEqual({json_format: expected, json_format_options: {}});
  });

  test('of a listener is kept for connections without a filter chain', () => {
    const [log] = logs([meshSettings('accessLogFile: /log')], 'inbound', 'listener');
    expect(log?.filter).toEqual({response_flag_filter: {flags: ['NR']}});
    expect(logs([meshSettings('{accessLogFile: /log, disableEnvoyListenerLog: true}')], 'inbound', 'listener')).toEqual(
      [],
    );
  });

  test.each<[LogPlace, string, string]>([
    ['http', 'envoy.access_loggers.http_grpc', 'http_envoy_accesslog'],
    ['tcp', 'envoy.tcp_grpc_access_log', 'tcp_envoy_accesslog'],
    ['listener', 'envoy.tcp_grpc_access_log', 'listener_envoy_accesslog'],
  ])('goes to the access log service as well: %s', (place, name, logName) => {
    const settings = meshSettings('{accessLogFile: /log, enableEnvoyAccessLogService: true}');
    const [, log] = logs([settings], 'outbound', place);
    expect(log).toMatchObject({name, typed_config: {common_config: {log_name: logName}}});
  });
});

describe('the access log of providers', () => {
  const DEFAULTS = (names: string) =>
    meshSettings(`${PROVIDERS}\naccessLogFile: /mesh\ndefaultProviders: {accessLogging: [${names}]}`);

  test('takes the place of the mesh file, in the order of names', () => {
    expect(targets(logs([DEFAULTS('text, json'), LOGS]))).toEqual(['/log', '/dev/stderr']);
  });

  test('has the format of the provider', () => {
    const {log_format} = logs([DEFAULTS('text'), LOGS])[0]?.typed_config ?? {};
    expect(log_format).toMatchObject({
      text_format_source: {inline_string: '%PATH% %REQ_WITHOUT_QUERY(:PATH)%\n'},
      formatters: [{name: 'envoy.formatter.req_without_query'}],
    });
    expect(withFormat(logs([DEFAULTS('json'), LOGS]))).toEqual({
      json_format: {status: '%RESPONSE_CODE%'},
      json_format_options: {},
      omit_empty_values: true,
    });
  });

  test('is sent to services', () => {
    const envoyGrpc = {
      cluster_name: 'outbound|9000||logs.shop.svc.cluster.local',
      authority: 'logs.shop.svc.cluster.local',
    };
    const [http, otel, tcp] = logs([DEFAULTS('als, tcp-als, otel'), LOGS]);
    expect(http?.typed_config).toMatchObject({
      common_config: {log_name: 'http_envoy_accesslog', grpc_service: {envoy_grpc: envoyGrpc}},
      additional_request_headers_to_log: ['x-a'],
    });
    expect(tcp?.typed_config).toMatchObject({common_config: {log_name: 'own', grpc_service: {envoy_grpc: envoyGrpc}}});
    expect(otel?.typed_config).toMatchObject({
      body: {string_value: 'hello'},
      attributes: {
        values: [
          {key: 'a', value: {string_value: '1'}},
          {key: 'b', value: {string_value: '2'}},
        ],
      },
    });
  });

  test('is that of the mesh where no provider can be used', () => {
    expect(targets(logs([DEFAULTS('lost, unknown'), LOGS]))).toEqual(['/mesh']);
  });

  test('of the built-in provider has the encoding of the mesh', () => {
    const settings = meshSettings('{accessLogEncoding: JSON, defaultProviders: {accessLogging: [envoy]}}');
    expect(withFormat(logs([settings]))).toMatchObject({json_format_options: {}});
  });
});

describe('Telemetries on access logs', () => {
  const SETTINGS = meshSettings(`${PROVIDERS}\naccessLogFile: /mesh`);
  const DEFAULT = meshSettings(`${PROVIDERS}\ndefaultProviders: {accessLogging: [envoy]}`);

  test.each<[string, string[], unknown[]]>([
    ['name providers', [SETTINGS, telemetry('a', '{accessLogging: [{providers: [{name: json}]}]}')], ['/log']],
    [
      'of the namespace go over those of the mesh',
      [
        SETTINGS,
        telemetry('root', '{accessLogging: [{providers: [{name: text}]}]}', 'istio-system'),
        telemetry('a', '{accessLogging: [{providers: [{name: json}]}]}'),
      ],
      ['/log'],
    ],
    [
      'of the workload go over those of the namespace',
      [
        SETTINGS,
        telemetry('a', '{selector: {matchLabels: {app: cart}}, accessLogging: [{providers: [{name: text}]}]}'),
        telemetry('b', '{accessLogging: [{providers: [{name: json}]}]}'),
      ],
      ['/dev/stderr'],
    ],
    [
      'of other workloads do not count',
      [SETTINGS, telemetry('a', '{selector: {matchLabels: {app: web}}, accessLogging: [{providers: [{name: json}]}]}')],
      ['/mesh'],
    ],
    [
      'of a namespace: only the oldest counts',
      [
        SETTINGS,
        telemetry('a', '{accessLogging: [{providers: [{name: text}]}]}'),
        telemetry('b', '{accessLogging: [{providers: [{name: json}]}]}'),
      ],
      ['/dev/stderr'],
    ],
    ['turn the default off', [DEFAULT, telemetry('a', '{accessLogging: [{disabled: true}]}')], []],
    [
      'turn one of several off',
      [
        SETTINGS,
        telemetry(
          'a',
          '{accessLogging: [{providers: [{name: json}, {name: text}]}, {providers: [{name: json}], disabled: true}]}',
        ),
      ],
      ['/dev/stderr'],
    ],
    [
      'for servers do not count for clients',
      [SETTINGS, telemetry('a', '{accessLogging: [{match: {mode: CLIENT}, providers: [{name: json}]}]}')],
      ['/mesh'],
    ],
  ])('%s', (_, objects, expected) => {
    expect(targets(logs(objects))).toEqual(expected);
  });

  test('filter what is logged', () => {
    const object = telemetry(
      'a',
      '{accessLogging: [{providers: [{name: json}], filter: {expression: response.code >= 400}}]}',
    );
    const cel = {
      extension_filter: {
        name: 'envoy.access_loggers.extension_filters.cel',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter',
          expression: 'response.code >= 400',
        },
      },
    };
    expect(logs([SETTINGS, object])[0]?.filter).toEqual(cel);
    expect(logs([SETTINGS, object], 'inbound', 'listener')[0]?.filter).toEqual({
      and_filter: {filters: [{response_flag_filter: {flags: ['NR']}}, cel]},
    });
  });

  test('filter nothing without providers beside the filter', () => {
    const [log] = logs([DEFAULT, telemetry('a', '{accessLogging: [{filter: {expression: "true"}}]}')]);
    expect(log).toBeDefined();
    expect(log?.filter).toBeUndefined();
  });
});
