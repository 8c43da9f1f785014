// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {istioctl, type Run} from '../support/run.js';

/** The mesh of the examples. */
export const SHOP = readFileSync('test/testdata/examples/mesh/shop.yaml', 'utf8');

/** A gateway with its Service, which listens on port 80, and a second one with TLS passed through on 443. */
export const EDGE = `apiVersion: apps/v1
kind: Deployment
metadata: {name: edge, namespace: shop}
spec: {template: {metadata: {labels: {istio: edge}, annotations: {inject.istio.io/templates: gateway}}, spec: {containers: [{name: istio-proxy}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: shop}
spec: {type: LoadBalancer, selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}, {name: tls, port: 443, targetPort: 8443}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: edge}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}
  - {port: {number: 443, name: tls, protocol: TLS}, hosts: ['*'], tls: {mode: PASSTHROUGH}}
`;

/** Runs `istioctl test` on objects, which are over those of the shop unless `alone`. */
export function runIn(
  objects: string,
  args: string,
  {tests = '', alone = false}: {tests?: string; alone?: boolean} = {},
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-test-'));
  writeFileSync(join(folder, 'mesh.yaml'), alone ? objects : `${SHOP}---\n${objects}`);
  return istioctl(`test ${args} --config ${folder}`, {stdin: tests});
}

/** A document with one test. */
export function oneTest(
  request: string,
  expectation = '{allowed: true}',
  from = 'workload: deploy/front.shop',
): string {
  return `apiVersion: istioctl/v1\nkind: MeshTest\ntests:\n- {name: one, from: {${from}}, request: {url: "${request}"}, expect: ${expectation}}\n`;
}
