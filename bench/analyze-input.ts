// SPDX-License-Identifier: Apache-2.0
// Writes what analyze is measured with: one small file, and 10,000 resources in one of 2.3 MB.
import {mkdirSync, writeFileSync} from 'node:fs';
import {ANALYZE_INPUT} from './works.js';

const NETWORKING = 'apiVersion: networking.istio.io/v1';

function resource(i: number): string {
  const host = `host-${i}.example.com`;
  const head = (kind: string) =>
    `${NETWORKING}\nkind: ${kind}\nmetadata:\n  name: r-${i}\n  namespace: ns-${i % 50}\nspec:\n`;
  switch (i % 3) {
    case 0:
      return `${head('VirtualService')}  hosts:\n  - ${host}\n  http:\n  - route:\n    - destination:\n        host: ${host}\n        port:\n          number: 80\n`;
    case 1:
      return `${head('DestinationRule')}  host: ${host}\n  trafficPolicy:\n    tls:\n      mode: ISTIO_MUTUAL\n`;
    default:
      return `${head('ServiceEntry')}  hosts:\n  - ${host}\n  location: MESH_EXTERNAL\n  ports:\n  - number: 443\n    name: https\n    protocol: HTTPS\n  resolution: DNS\n`;
  }
}

mkdirSync(ANALYZE_INPUT, {recursive: true});
writeFileSync(`${ANALYZE_INPUT}/small.yaml`, resource(0));
writeFileSync(`${ANALYZE_INPUT}/large.yaml`, Array.from({length: 10_000}, (_, i) => resource(i)).join('---\n'));
