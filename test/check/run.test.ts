// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {CheckSettings, Facts} from '../../src/check/facts.js';
import {CHECKS} from '../../src/check/registry.js';
import {checkOf, runChecks, type Selection, selectChecks} from '../../src/check/run.js';
import {IstioctlError} from '../../src/errors.js';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {ApiError} from '../../src/kube/api-error.js';
import {checkJson} from '../../src/writer/check/json.js';
import {checkJunit} from '../../src/writer/check/junit.js';
import {checkText} from '../../src/writer/check/text.js';
import {startFaultServer} from '../io/kube/fault-server.js';
import {istioctl} from '../support/run.js';

const settings: CheckSettings = {
  istioNamespace: 'istio-system',
  namespace: undefined,
  version: '1.30.3',
  now: new Date('2026-01-01'),
};

/** What a check makes of these facts. */
function outcomes(id: string, facts: Partial<Facts>): string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test gives what the check needs
  return checkOf(id)
    .run({settings, ...facts} as Facts)
    .map(({level, text}) => `${level} ${text}`);
}

function istiod(image: string): KubeObject {
  const spec = {template: {spec: {containers: [{name: 'discovery', image}]}}};
  return {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace: 'istio-system', name: 'istiod'}, spec};
}

describe('an istiod that cannot be asked', () => {
  const made = async (error: IstioctlError) => {
    const answer = {
      id: 'istiod-1.istio-system',
      revision: 'default',
      version: error,
      syncz: error,
      clusterz: error,
      xds: undefined,
    };
    const server = await startFaultServer(() => {});
    const cluster = await connect({kubeconfig: server.kubeconfig});
    const {results} = await runChecks(cluster, [checkOf('C023')], settings, async () => [answer]);
    cluster.close();
    server.stop();
    return results.map(({id, level, details = []}) => [id, level, ...details]);
  };
  const forbidden = new ApiError('forbids to forward ports', {status: 403, transient: false});

  test.each([
    ['told by the API server', forbidden],
    ['told by who asked', new IstioctlError('no answer', {cause: forbidden})],
  ])('for want of rights is skipped: %s', async (_, error) => {
    expect((await made(error))[0]).toEqual(['C023', 'skipped', error.message]);
  });

  test('for another reason has failed', async () => {
    const cut = new ApiError('was cut', {transient: true});
    expect((await made(cut))[0]).toEqual(['C023', 'failed', 'was cut']);
  });
});

describe('what no real cluster of the tests has', () => {
  test.each([
    ['2026-01-01T00:00:00Z', 'ok 1 lease of istiod has a leader'],
    ['2025-12-31T23:58:59Z', 'warning nobody leads istio-leader'],
  ])('a lease in a ConfigMap, renewed at %s', (renewTime, expected) => {
    const record = JSON.stringify({holderIdentity: 'istiod-1', leaseDurationSeconds: 30, renewTime});
    const annotations = {'control-plane.alpha.kubernetes.io/leader': record};
    const election = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'istio-leader', annotations}};
    const other = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'istio'}};
    expect(outcomes('C024', {elections: [election, other], deployments: []})).toEqual([expected]);
    expect(outcomes('C024', {elections: [other], deployments: []})).toEqual([]);
  });

  test.each([
    ['istio-gateway-deployment-default', 1],
    ['istio-gateway-deployment-gone', 0],
    ['istio-gateway-status-leader-gone', 0],
    ['istio-namespace-controller-election', 1],
  ])('a lease that nobody renews: %s', (name, findings) => {
    const spec = {holderIdentity: 'istiod-1', leaseDurationSeconds: 30, renewTime: '2025-12-01T00:00:00Z'};
    const lease = {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: {name}, spec};
    expect(outcomes('C024', {elections: [lease], deployments: [istiod('pilot:1.30.3')]})).toHaveLength(findings);
  });

  test('the Secrets of Gateways', () => {
    const secret = (exists: boolean) => ({gateway: 'shop/front', secret: 'istio-system/cert', exists});
    expect(outcomes('C062', {gatewaySecrets: []})).toEqual([]);
    expect(outcomes('C062', {gatewaySecrets: [secret(true)]})).toEqual(['ok 1 Secret of a Gateway exists']);
    expect(outcomes('C062', {gatewaySecrets: [secret(true), secret(false)]})).toEqual([
      'failed Secret istio-system/cert of Gateway shop/front does not exist',
    ]);
  });

  test.each([
    ['1', '31+', 'warning Kubernetes v1.31 is older than 1.32, the oldest that is supported'],
    ['1', '32', 'ok Kubernetes v1.32 is supported'],
    ['2', '0', 'ok Kubernetes v2.0 is supported'],
  ])('Kubernetes %s.%s', (major, minor, expected) => {
    const version = {major, minor, gitVersion: `v${major}.${Number.parseInt(minor, 10)}`};
    expect(outcomes('C010', {version})).toEqual([expected]);
  });

  test.each([
    ['pilot:1.28.9', 'warning istiod of revision default is 1.28.9, this program 1.30.3'],
    ['pilot:1.29.0-distroless', 'ok istiod of revision default is 1.29.0, this program 1.30.3'],
    ['pilot@sha256:0000', undefined],
  ])('istiod from %s', (image, expected) => {
    expect(outcomes('C021', {deployments: [istiod(image)]})).toEqual(expected === undefined ? [] : [expected]);
  });

  test('an istiod whose XDS port is shut', () => {
    const istiods = [
      {
        id: 'istiod-1.istio-system',
        revision: 'default',
        version: '1.30.3',
        syncz: '[]',
        clusterz: '[]',
        xds: new Error('refused'),
      },
    ];
    expect(outcomes('C023', {istiods})).toEqual([
      'failed the XDS port of istiod istiod-1.istio-system does not answer',
    ]);
  });

  test('clusters are asked about only where there are others', () => {
    const answer = {id: 'istiod-1.istio-system', revision: 'default', version: '1.30.3', syncz: '[]', xds: undefined};
    const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {namespace: 'istio-system', name: 'west'}};
    const istiods = [{...answer, clusterz: '<html>'}];
    expect(outcomes('C071', {istiods, remoteSecrets: []})).toEqual([]);
    expect(outcomes('C071', {istiods, remoteSecrets: [secret]})).toEqual([
      'warning which clusters istiod istiod-1.istio-system reaches is not known',
    ]);
  });

  test('an istiod that answers something else', () => {
    const istiods = [
      {
        id: 'istiod-1.istio-system',
        revision: 'default',
        version: '1.30.3',
        syncz: '<html>',
        clusterz: '[]',
        xds: undefined,
      },
    ];
    expect(outcomes('C050', {istiods, pods: []})).toEqual(['warning who is connected is not known for sure']);
  });

  test.each([
    [{}, 0],
    [{'istio.io/dataplane-mode': 'ambient'}, 1],
  ])('no ztunnel, and a namespace with %j', (labels, failures) => {
    const namespaces = [{apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop', labels}}];
    expect(outcomes('C040', {daemonSets: [], namespaces, pods: []})).toHaveLength(failures);
    expect(outcomes('C041', {daemonSets: [], namespaces})).toHaveLength(failures);
  });
});

describe('which checks are made', () => {
  const all: Selection = {before: false, groups: [], only: [], skip: []};
  const ids = (selection: Partial<Selection>): string[] => selectChecks({...all, ...selection}).map(({id}) => id);

  test.each<[string, Partial<Selection>, string[]]>([
    ['before an install', {before: true}, ['C001', 'C002', 'C010', 'C012']],
    ['those of groups', {groups: ['certificates', 'clusters']}, ['C060', 'C061', 'C062', 'C070', 'C071']],
    ['those named, in whatever spelling', {only: ['c031', 'ISTIOCTL-C020']}, ['C020', 'C031']],
    ['not those left out', {groups: ['certificates'], skip: ['C060']}, ['C061', 'C062']],
    ['the one named, though it is for later', {before: true, only: ['C020']}, ['C020']],
  ])('%s', (_, selection, expected) => {
    expect(ids(selection)).toEqual(expected);
  });

  test('all but those for a cluster without a mesh', () => {
    expect(ids({})).toEqual(CHECKS.map(({id}) => id).filter((id) => id !== 'C002'));
  });

  test('every check has an id of its own and a text that explains it', () => {
    expect(new Set(CHECKS.map(({id}) => id)).size).toBe(CHECKS.length);
    for (const {id, title, doc} of CHECKS) {
      expect(id).toMatch(/^C\d{3}$/);
      expect([title.length > 5, doc.length > 60], id).toEqual([true, true]);
    }
  });
});

describe('what is said of them', () => {
  const counts = {ok: 1, warning: 1, failed: 1, skipped: 1};
  const results = [
    {id: 'C001', group: 'api', level: 'ok', text: 'it answers'},
    {id: 'C012', group: 'versions', level: 'warning', text: 'no Gateway API', details: ['waypoints need it']},
    {id: 'C020', group: 'istiod', level: 'failed', text: '0/1 ready', details: ['a < b']},
    {id: 'C060', group: 'certificates', level: 'skipped', text: 'the root is valid', details: ['forbidden']},
  ] as const;
  const report = {
    counts,
    results: results.map((result) => ({...result, details: [...('details' in result ? result.details : [])]})),
  };

  test('as text', () => {
    expect(checkText(report, {color: false})).toMatchSnapshot();
  });

  test('as JSON', () => {
    expect(JSON.parse(checkJson(report))).toEqual({apiVersion: 'istioctl/v1', kind: 'CheckReport', ...report});
  });

  test('as XML', () => {
    expect(checkJunit(report)).toMatchSnapshot();
  });
});

test.each([
  ['check --only C999', 64, 'Error: unknown check "C999"\n'],
  ['check --only C020 --skip C020', 64, 'Error: these flags leave no check to make\n'],
  ['check explain', 64, 'Error: missing argument ID\n'],
  ['check -o yaml', 64, 'must be one of text, json, junit'],
])('%s', async (line, exitCode, text) => {
  const run = await istioctl(line);
  expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringContaining(text)]);
});
