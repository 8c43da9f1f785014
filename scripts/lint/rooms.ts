// SPDX-License-Identifier: Apache-2.0

/** A folder of src/. */
export interface Room {
  /** What it holds, for the map in docs/architecture.md. */
  holds: string;
  /** Folders it may import besides itself and the files of src/; `io:types` allows `import type` from io. */
  may: readonly string[];
}

/** Every folder of src/, from what users type down to what touches the network. */
export const ROOMS: Readonly<Record<string, Room>> = {
  commands: {
    holds: 'one file is one command: flags in, one action called',
    may: [
      'actions',
      'cli',
      'writer',
      'manifest',
      'check',
      'images',
      'profile',
      'completion',
      'envoy',
      'ztunnel',
      'proxy-diff',
      'fleet',
      'version',
      'workload',
      'waypoint',
      'dashboard',
      'yaml',
    ],
  },
  actions: {
    holds: 'what one command line does, end to end: asks the cluster or reads files, lets the domain judge, prints',
    may: [
      'kube',
      'snapshot',
      'preview',
      'mesh-test',
      'why',
      'cli',
      'analysis',
      'validate',
      'precheck',
      'migrate',
      'writer',
      'manifest',
      'install',
      'check',
      'revision',
      'multicluster',
      'inject',
      'completion',
      'envoy',
      'ztunnel',
      'proxy-diff',
      'xds',
      'fleet',
      'certs',
      'version',
      'bug-report',
      'workload',
      'authz',
      'admin',
      'metrics',
      'waypoint',
      'dashboard',
      'describe',
      'io',
      'yaml',
    ],
  },
  cli: {
    holds:
      'the shell around commands: `argv/` as pflag reads it, `flags/`, help, prompts, errors to exit codes, the cluster that flags name',
    may: ['io', 'writer', 'yaml', 'analysis', 'revision', 'snapshot'],
  },
  writer: {
    holds: 'results to text: tables, YAML, JSON, progress lines',
    may: [
      'snapshot',
      'preview',
      'mesh-test:types',
      'why:types',
      'analysis',
      'validate:types',
      'yaml',
      'manifest',
      'envoy',
      'ztunnel',
      'proxy-diff',
      'xds',
      'fleet',
      'certs:types',
      'install',
      'check',
      'revision:types',
      'version:types',
      'images:types',
      'profile:types',
      'inject:types',
      'multicluster:types',
      'authz:types',
      'admin:types',
      'metrics:types',
      'describe',
      'io:types',
      'waypoint',
      'migrate:types',
    ],
  },
  manifest: {
    holds: 'what to install: inputs merged, checked, rendered, ordered; touches no cluster',
    may: ['chart', 'template:types', 'yaml', 'api'],
  },
  chart: {
    holds: "a Helm chart: load, coalesce values, render, sprig's functions",
    may: ['template', 'yaml'],
  },
  template: {
    holds: "Go's text/template: lexer, parser, evaluator, printing",
    may: [],
  },
  yaml: {
    holds:
      'YAML as sigs.k8s.io/yaml reads and prints it, with positions; `scan/` turns text into events, `build` events into values',
    may: [],
  },
  install: {
    holds: 'put it on a cluster: apply, wait, explain, undo, plan, record',
    may: ['manifest', 'revision', 'yaml', 'io:types'],
  },
  revision: {
    holds: 'revisions and tags: their webhooks and who uses them',
    may: ['manifest', 'chart', 'yaml', 'io:types'],
  },
  multicluster: {
    holds: 'Secrets by which a control plane reads other clusters',
    may: ['manifest', 'revision', 'yaml', 'io:types'],
  },
  check: {
    holds:
      'what `check` looks at: checks as data (id, what they need, what they make of it), by group, over facts that are gathered once',
    may: ['install', 'revision', 'multicluster', 'manifest', 'envoy', 'xds', 'describe', 'certs', 'yaml', 'io:types'],
  },
  inject: {
    holds: 'put the proxy into pods as the injector does',
    may: ['manifest', 'chart', 'template', 'yaml', 'api', 'revision', 'io:types'],
  },
  envoy: {
    holds: 'what config dumps of Envoy hold, read section by section; `trace/` follows a request through them',
    may: [],
  },
  ztunnel: {
    holds: 'what config dumps of ztunnel hold',
    may: ['envoy'],
  },
  fleet: {
    holds: 'many proxies asked at once: which ones, rows, conditions, snapshots',
    may: ['api', 'envoy', 'kube', 'io:types'],
  },
  certs: {
    holds: 'certificates of a mesh: where they are, chains up to the roots that peers hold',
    may: ['envoy', 'ztunnel', 'fleet', 'io:types'],
  },
  'proxy-diff': {
    holds: 'two config dumps compared by resource and field, order aside',
    may: ['envoy'],
  },
  xds: {
    holds: "what istiod says of proxies: requests, answers, sync status, istiod's configuration against Envoy's",
    may: ['envoy', 'fleet', 'version:types', 'io:types'],
  },
  analysis: {
    holds: 'resources (`model/`), how they are found (`index/`), their rules and the analyzers',
    may: ['api', 'yaml', 'envoy', 'io:types'],
  },
  validate: {
    holds: 'resources of files against their rules',
    may: ['analysis', 'manifest', 'yaml', 'api'],
  },
  precheck: {
    holds: 'whether a cluster can take an install or an upgrade',
    may: ['analysis', 'io:types'],
  },
  migrate: {
    holds: 'what stands between namespaces and ambient mode, and the objects and steps of the way',
    may: ['analysis', 'waypoint'],
  },
  profile: {
    holds: 'the built-in profiles, listed and compared',
    may: ['manifest'],
  },
  images: {
    holds: 'the images of a mesh, as lists',
    may: [],
  },
  api: {
    holds: "names, types and schemas of others: Istio's CRDs, IstioOperator, MeshConfig, Kubernetes",
    may: [],
  },
  'bug-report': {
    holds: 'what an archive for support holds: chosen, fetched within bounds, without secrets',
    may: ['manifest', 'yaml', 'io:types'],
  },
  kube: {
    holds: 'what everybody may know of Kubernetes: errors of its API, names of kinds, selectors',
    may: [],
  },
  snapshot: {
    holds:
      'a mesh that was saved: `take/` is what of it and how it is redacted, `read/` a cluster that answers what was saved',
    may: ['bug-report', 'certs:types', 'envoy', 'kube', 'manifest', 'preview:types', 'xds', 'yaml', 'io:types'],
  },
  workload: {
    holds: 'what a machine outside Kubernetes needs to join a mesh',
    may: ['manifest', 'inject', 'yaml', 'api', 'io:types'],
  },
  authz: {
    holds: 'which policies a proxy enforces',
    may: ['envoy'],
  },
  metrics: {
    holds: 'what Prometheus is asked',
    may: [],
  },
  admin: {
    holds: 'what istiod logs',
    may: [],
  },
  describe: {
    holds:
      "what the mesh does with a pod, a service or a request: ports, rules, routes, policies, mTLS, joined from objects and proxies' dumps",
    may: ['envoy', 'fleet', 'io:types'],
  },
  preview: {
    holds:
      'what istiod would send: `read/` and `registry/` make a mesh of resources, `scope/` is what one proxy sees of it, `change/` compares two meshes, the others make clusters, endpoints, routes and listeners',
    may: ['api', 'yaml', 'envoy', 'analysis', 'proxy-diff'],
  },
  'mesh-test': {
    holds:
      'unit tests of routing and policy: how they are written and read, what became of a request, and what does not hold',
    may: ['analysis', 'describe:types', 'envoy'],
  },
  why: {
    holds:
      'why requests fail: `log/` reads access logs, `group/` joins and counts, `facts/` is what is known of both ends, `causes/` are values that hold or say why not, `explain/` the words of Envoy',
    may: ['analysis', 'describe', 'envoy', 'yaml', 'io:types'],
  },
  waypoint: {
    holds: 'Gateways that ask for waypoints',
    may: ['io:types'],
  },
  dashboard: {
    holds: 'web pages and where pods serve them',
    may: [],
  },
  completion: {
    holds: 'shell completion',
    may: ['api'],
  },
  version: {
    holds: 'versions of the client, the control plane and the proxies',
    may: ['io:types'],
  },
  io: {
    holds: 'the only folder that touches network, process or disk',
    may: ['kube', 'yaml', 'chart:types', 'manifest:types', 'snapshot:types'],
  },
};
