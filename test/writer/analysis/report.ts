// SPDX-License-Identifier: Apache-2.0
import type {AnalysisReport} from '../../../src/analysis/gate/report.js';
import {ordered} from '../../../src/analysis/run/order.js';
import {analyze} from '../../analysis/analyze.js';

/** A name with what every format must escape. */
const AWKWARD = `a<b>&\\"'%,: \\u0001`;

const RESOURCES = `# comment
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: v, namespace: shop}
spec:
  hosts: [a]
  gateways: ["${AWKWARD}", "two
    words"]
  http:
  - macth: []
    route: [{destination: {host: nosuch}}]
---
apiVersion: v1
kind: Service
metadata: {name: s, namespace: shop}
spec: {ports: [{name: web, port: 80}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;

/** Messages of every level, unreadable documents, and analyzers that did not run. */
export async function reportOfEverything(): Promise<AnalysisReport> {
  const files = [
    {name: './mesh/a b.yaml', text: RESOURCES},
    {name: 'broken.yaml', text: 'a: [b'},
    {name: 'fine.yaml', text: ''},
    {name: 'overlay/kustomization.yaml', text: RESOURCES.replaceAll('shop', 'other'), rendered: true},
  ];
  const {messages, fileErrors} = await analyze('', {files});
  const {skipped} = await analyze('', {files, complete: false});
  return {
    messages: ordered(messages),
    known: 0,
    failureThreshold: 'Error',
    files: files.map(({name}) => name),
    fileErrors,
    skipped,
    unfinished: skipped.slice(0, 1).map(({analyzer}) => analyzer),
  };
}

/** The same where all is well. */
export const reportOfNothing: AnalysisReport = {
  messages: [],
  known: 0,
  failureThreshold: 'Error',
  files: [],
  fileErrors: [],
  skipped: [],
  unfinished: [],
};
