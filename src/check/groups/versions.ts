// SPDX-License-Identifier: Apache-2.0
import {conditionOf} from '../../install/apply/field.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {check, failed, type Outcome, ok, someOf, warning} from '../check.js';

/** The oldest Kubernetes that Istio 1.30 supports is 1.32 (spec/install.md §1.3). */
const MINIMUM_MINOR = 32;

const DEFINITIONS = [
  ...['trafficextensions', 'wasmplugins'].map((name) => `${name}.extensions.istio.io`),
  ...[
    'destinationrules',
    'envoyfilters',
    'gateways',
    'proxyconfigs',
    'serviceentries',
    'sidecars',
    'virtualservices',
    'workloadentries',
    'workloadgroups',
  ].map((name) => `${name}.networking.istio.io`),
  ...['authorizationpolicies', 'peerauthentications', 'requestauthentications'].map(
    (name) => `${name}.security.istio.io`,
  ),
  'telemetries.telemetry.istio.io',
];

const GATEWAY_API = ['gatewayclasses', 'gateways', 'httproutes'].map((name) => `${name}.gateway.networking.k8s.io`);
const BUNDLE_VERSION = 'gateway.networking.k8s.io/bundle-version';

export const VERSIONS = [
  check({
    id: 'C010',
    group: 'versions',
    title: 'version of Kubernetes',
    doc: `This release of Istio is tested on Kubernetes 1.${MINIMUM_MINOR} and later. On an older one it may work, and nobody knows.`,
    needs: ['version'],
    run({version: {gitVersion, major, minor}}) {
      const supported = Number.parseInt(major, 10) > 1 || Number.parseInt(minor, 10) >= MINIMUM_MINOR;
      if (supported) return [ok(`Kubernetes ${gitVersion} is supported`)];
      return [warning(`Kubernetes ${gitVersion} is older than 1.${MINIMUM_MINOR}, the oldest that is supported`)];
    },
  }),
  check({
    id: 'C011',
    group: 'versions',
    title: 'CRDs of Istio',
    when: 'after',
    doc: `Without its CRDs istiod does not start, and resources of Istio cannot be created. \`istioctl install\` brings them,
also into a mesh that is there.`,
    needs: ['definitions'],
    run: ({definitions}) => presence('CRDs of Istio', DEFINITIONS, definitions),
  }),
  check({
    id: 'C012',
    group: 'versions',
    title: 'CRDs of the Gateway API',
    doc: `Waypoints, and gateways by the Gateway API, need its CRDs, which neither Kubernetes nor Istio brings along. Install
the standard bundle of the Gateway API.`,
    needs: ['definitions'],
    run({definitions}) {
      const [outcome] = presence('CRDs of the Gateway API', GATEWAY_API, definitions);
      if (outcome?.level === 'failed') return [{...outcome, level: 'warning', details: ['waypoints need them']}];
      const bundle = definitions.find(({metadata}) => metadata.name === GATEWAY_API[1]);
      const version = bundle?.metadata.annotations?.[BUNDLE_VERSION];
      if (version?.startsWith('v0.')) return [warning(`Gateway API ${version} is too old; v1 is needed`)];
      return [ok(`CRDs of the Gateway API are there${version ? `, ${version}` : ''}`)];
    },
  }),
];

function presence(what: string, wanted: readonly string[], definitions: readonly KubeObject[]): Outcome[] {
  const there = new Map(definitions.map((object) => [object.metadata.name, object]));
  const missing = wanted.filter((name) => !there.has(name));
  if (missing.length === wanted.length) return [failed(`none of the ${what} is there`)];
  if (missing.length > 0) return [failed(`${what} are missing: ${someOf(missing)}`)];
  const idle = wanted.filter((name) => conditionOf(there.get(name), 'Established')?.['status'] !== 'True');
  if (idle.length > 0) return [failed(`${what} are not established: ${someOf(idle)}`)];
  return [ok(`all ${wanted.length} ${what} are there`)];
}
