// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {AT_ORDERS, firstAnswer, line, MESH, TO_ORDERS} from '../answers.js';

const rule = (spec: string) => `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: two, namespace: back}
spec: ${spec}`;

describe('protocols', () => {
  test('protocols that do not fit the name of the port', () => {
    const spoken = line({
      ...AT_ORDERS,
      code: 502,
      flags: 'UPE',
      detail: 'upstream_reset_before_response_started{protocol_error}',
    });
    expect(firstAnswer({objects: MESH, log: spoken})).toBe(
      'server-speaks-no-http | Service back/orders spec.ports[0].name',
    );
    const sent = line({
      method: '-',
      path: '-',
      code: 400,
      flags: 'DPE',
      detail: 'http1.codec_error',
      local: '10.1.0.20:8000',
      remote: '10.1.0.10:41000',
    });
    expect(firstAnswer({objects: MESH, log: sent})).toBe(
      'client-speaks-no-http | Service back/orders spec.ports[0].name',
    );
    const declared = MESH.replace('name: http-main', 'name: main, appProtocol: http');
    expect(firstAnswer({objects: declared, log: sent})).toBe(
      'client-speaks-no-http | Service back/orders spec.ports[0].appProtocol',
    );
    expect(firstAnswer({objects: MESH.replace('http-main', 'tcp-main'), log: sent})).toBe('unknown');
  });

  test('HTTP/2 that a DestinationRule makes', () => {
    const objects = MESH + rule('{host: orders, trafficPolicy: {connectionPool: {http: {h2UpgradePolicy: UPGRADE}}}}');
    const failed = line({
      ...AT_ORDERS,
      code: 502,
      flags: 'UPE',
      detail: 'upstream_reset_before_response_started{protocol_error}',
    });
    const client = line({...TO_ORDERS, code: 502, detail: 'via_upstream'});
    expect(firstAnswer({objects, log: `${client}\n${failed.replace('HTTP/1.1', 'HTTP/2')}`})).toBe(
      'server-speaks-no-http | DestinationRule back/two spec.trafficPolicy.connectionPool.http.h2UpgradePolicy',
    );
    expect(firstAnswer({objects, log: `${client}\n${failed}`})).toBe(
      'server-speaks-no-http | Service back/orders spec.ports[0].name',
    );
  });

  test('headers that are too big', () => {
    expect(
      firstAnswer({
        objects: MESH,
        log: line({...AT_ORDERS, code: 431, flags: 'DPE', detail: 'request_headers_too_large'}),
      }),
    ).toMatch(/^headers-too-big/);
  });
});
