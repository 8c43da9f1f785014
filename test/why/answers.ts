// SPDX-License-Identifier: Apache-2.0
import type {EndpointHealth, ProxyDump} from '../../src/why/facts/dumps.js';
import type {Facts} from '../../src/why/facts/facts.js';
import {meshOf} from '../../src/why/facts/mesh.js';
import {indexObjects} from '../../src/why/facts/objects.js';
import {readObjects} from '../../src/why/facts/read-objects.js';
import {problemsIn} from '../../src/why/group/group.js';
import {readLogs} from '../../src/why/log/read-log.js';
import {type ToldRequest, toldProblem} from '../../src/why/told.js';
import {type Answer, explainProblem} from '../../src/why/why.js';

export interface Given {
  /** Lines of access logs. */
  log?: string;
  /** YAML. */
  objects?: string;
  dumps?: ProxyDump[];
  health?: Map<string, EndpointHealth[]>;
  told?: ToldRequest;
  stats?: Map<string, number>;
}

/** What is answered to logs and objects, without files. */
export function answersTo({
  log = '',
  objects = '',
  dumps = [],
  health = new Map(),
  stats = new Map(),
  told,
}: Given): Answer[] {
  const index = indexObjects(readObjects({name: 'objects.yaml', text: objects}));
  const mesh = meshOf(index, 'istio-system');
  const logs = readLogs([{name: 'access.log', text: log}], mesh.accessLogFormat === '' ? [] : [mesh.accessLogFormat]);
  const facts: Facts = {
    ...{objects: index, mesh, dumps, health, logs, stats},
    ...{istioNamespace: 'istio-system', now: new Date('2026-12-01')},
  };
  const problems = [...(told ? [toldProblem(told)] : []), ...problemsIn(logs.entries)];
  return problems.map((problem) => explainProblem(problem, facts));
}

/** The cause of the first problem and what it wants changed: `subset-empty DestinationRule shop/cart spec…`; `unknown` without. */
export function firstAnswer(given: Given): string {
  const [answer] = answersTo(given);
  if (!answer) return 'no problem';
  if (!answer.cause) return 'unknown';
  const {id, change} = answer.cause;
  return [id, ...change.map((each) => `${each.kind} ${each.namespace}/${each.name} ${each.field}`)].join(' | ');
}

interface LineFields {
  code?: number;
  flags?: string;
  detail?: string;
  termination?: string;
  failure?: string;
  method?: string;
  path?: string;
  authority?: string;
  upstream?: string;
  cluster?: string;
  upstreamLocal?: string;
  local?: string;
  remote?: string;
  sni?: string;
  route?: string;
  id?: string;
  duration?: number;
  time?: string;
}

/** A line in Istio's default format; what is left out is `-`. */
export function line(fields: LineFields): string {
  const {code = 0, flags = '-', detail = '-', termination = '-', failure = '-', method = 'GET', path = '/'} = fields;
  const {authority = '-', upstream = '-', cluster = '-', upstreamLocal = '-', local = '-', remote = '-'} = fields;
  const {sni = '-', route = '-', id = '-', duration = 3, time = '2026-11-30T10:00:00.000Z'} = fields;
  const head = `[${time}] "${method} ${path} HTTP/1.1" ${code} ${flags} ${detail} ${termination} "${failure}"`;
  return `${head} 0 19 ${duration} - "-" "curl/8" "${id}" "${authority}" "${upstream}" ${cluster} ${upstreamLocal} ${local} ${remote} ${sni} ${route}`;
}

/** A mesh in small: client `web` in `front`, server `orders` in `back`, both with sidecars. */
export const MESH = `
apiVersion: v1
kind: Namespace
metadata: {name: back, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Namespace
metadata: {name: front, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: back}
spec:
  clusterIP: 10.96.0.10
  selector: {app: orders}
  ports: [{name: http-main, port: 80, targetPort: 8000}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders, namespace: back}
spec:
  replicas: 1
  selector: {matchLabels: {app: orders}}
  template: {metadata: {labels: {app: orders}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "rootNamespace: istio-system\\n"}
---
${pod({name: 'orders-5c4-aaaaa', namespace: 'back', app: 'orders', ip: '10.1.0.20', hash: '5c4'})}
---
${pod({name: 'web-7d9-bbbbb', namespace: 'front', app: 'web', ip: '10.1.0.10', hash: '7d9'})}
`;

interface PodFields {
  name: string;
  namespace: string;
  app: string;
  ip: string;
  hash: string;
  bare?: boolean;
  ready?: boolean;
  container?: string;
}

/** A pod of a Deployment with a sidecar, or without. */
export function pod({name, namespace, app, ip, hash, bare, ready = true, container}: PodFields): string {
  const proxy = bare ? '' : '\n  initContainers: [{name: istio-proxy, args: [proxy, sidecar], restartPolicy: Always}]';
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: {app: ${app}, pod-template-hash: "${hash}"}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: ${app}-${hash}, uid: u}]
spec:
  serviceAccountName: ${app}
  containers: [${container ?? `{name: ${app}, ports: [{containerPort: 8000}]}`}]${proxy}
status: {phase: Running, podIP: ${ip}, conditions: [{type: Ready, status: "${ready ? 'True' : 'False'}"}]}`;
}

/** Fields of the client's line for a request of web to orders. */
export const TO_ORDERS = {
  ...{authority: 'orders.back', cluster: 'outbound|80||orders.back.svc.cluster.local', local: '10.96.0.10:80'},
  ...{remote: '10.1.0.10:40000', upstream: '10.1.0.20:8000', upstreamLocal: '10.1.0.10:41000', id: 'r-1'},
};

/** Fields of the server's line for the same request. */
export const AT_ORDERS = {
  ...{
    authority: 'orders.back',
    cluster: 'inbound|8000||',
    local: '10.1.0.20:8000',
    remote: '10.1.0.10:41000',
    id: 'r-1',
  },
  ...{upstream: '10.1.0.20:8000', sni: 'outbound_.80_._.orders.back.svc.cluster.local'},
};

/** A gateway in small: pod and Service of istio-ingressgateway, and a Gateway with the hosts and port given. */
export function gateway({
  hosts,
  port = 8080,
  selector = 'edge',
}: {
  hosts: string;
  port?: number;
  selector?: string;
}): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: ingress}
spec: {clusterIP: 10.96.0.30, selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}, {name: https, port: 443, targetPort: 8443}]}
---
apiVersion: v1
kind: Pod
metadata: {name: edge-1, namespace: ingress, labels: {istio: edge}}
spec: {containers: [{name: istio-proxy, args: [proxy, router]}]}
status: {phase: Running, podIP: 10.1.0.30, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: site, namespace: front}
spec:
  selector: {istio: ${selector}}
  servers: [{hosts: [${hosts}], port: {name: main, number: ${port}, protocol: HTTP}}]
`;
}

/** Fields of a gateway's line for a host. */
export const AT_GATEWAY = {authority: 'www.example.org', local: '10.1.0.30:8080', remote: '172.16.0.1:5000', id: 'g-1'};
