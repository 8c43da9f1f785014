// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {workloadBundle} from '../../src/workload/bundle.js';
import type {WorkloadSettings} from '../../src/workload/proxy-config.js';
import {readWorkloadGroup, type WorkloadGroup} from '../../src/workload/workload-group.js';
import {parseYaml} from '../../src/yaml/parse.js';

const DEFAULTS: WorkloadSettings = {
  istioNamespace: 'istio-system',
  revision: '',
  clusterId: 'west',
  captureDns: true,
  autoregister: false,
};

const MESH = {name: 'mesh', text: 'trustDomain: td\ndefaultConfig:\n  meshId: m1\n  drainDuration: 1m\n'};

function group(spec: object = {}, annotations: object = {}): WorkloadGroup {
  const metadata = {name: 'db', namespace: 'shop', annotations};
  return readWorkloadGroup({apiVersion: 'networking.istio.io/v1', kind: 'WorkloadGroup', metadata, spec}, 'group');
}

function files(of: WorkloadGroup, changes: Partial<Parameters<typeof workloadBundle>[0]> = {}): Record<string, string> {
  const made = workloadBundle({
    group: of,
    mesh: MESH,
    settings: DEFAULTS,
    address: {internalIp: undefined, externalIp: undefined},
    rootCertificate: 'PEM',
    token: 'secret',
    ingressIp: undefined,
    ...changes,
  });
  return Object.fromEntries(made.map(({path, text}) => [path, text]));
}

describe('the files of a workload', () => {
  const spec = {
    metadata: {labels: {app: 'mysql', version: 'v8'}},
    template: {ports: {mysql: 3306, admin: 8080}, serviceAccount: 'db', network: 'vm'},
    probe: {tcpSocket: {port: 3306}},
  };

  test('mesh.yaml', () => {
    expect(parseYaml(files(group(spec))['mesh.yaml'] ?? '')).toEqual({
      defaultConfig: {
        meshId: 'm1',
        drainDuration: '60s',
        readinessProbe: {tcpSocket: {port: 3306}},
        proxyMetadata: {
          CANONICAL_REVISION: 'v8',
          CANONICAL_SERVICE: 'mysql',
          ISTIO_METAJSON_LABELS:
            '{"app":"mysql","service.istio.io/canonical-name":"mysql","service.istio.io/canonical-revision":"v8","version":"v8"}',
          ISTIO_META_CLUSTER_ID: 'west',
          ISTIO_META_DNS_CAPTURE: 'true',
          ISTIO_META_MESH_ID: 'm1',
          ISTIO_META_NETWORK: 'vm',
          ISTIO_META_POD_PORTS:
            '[{"name":"admin","containerPort":8080,"protocol":""},{"name":"mysql","containerPort":3306,"protocol":""}]',
          ISTIO_META_WORKLOAD_NAME: 'db',
          POD_NAMESPACE: 'shop',
          SERVICE_ACCOUNT: 'db',
          TRUST_DOMAIN: 'td',
        },
      },
    });
  });

  test('cluster.env is sorted and quoted for a shell', () => {
    const lines = (
      files(group(spec), {address: {internalIp: undefined, externalIp: '203.0.113.7'}})['cluster.env'] ?? ''
    ).split('\n');
    expect(lines).toEqual([...lines.filter(Boolean).sort(), '']);
    expect(lines).toEqual(
      expect.arrayContaining([
        'ISTIO_INBOUND_PORTS=3306,8080',
        'ISTIO_LOCAL_EXCLUDE_PORTS=22,15090,15021,15020',
        `ISTIO_META_POD_PORTS='[{"name":"admin","containerPort":8080,"protocol":""},{"name":"mysql","containerPort":3306,"protocol":""}]'`,
        'ISTIO_SERVICE=db.shop',
        `ISTIO_SERVICE_CIDR='*'`,
        'ISTIO_SVC_IP=203.0.113.7',
        'REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION=true',
      ]),
    );
    const bare = files(group({}), {mesh: {name: 'mesh', text: ''}})['cluster.env'];
    expect(bare).toContain(`ISTIO_INBOUND_PORTS='*'\n`);
    expect(bare).toContain(`ISTIO_META_MESH_ID=''\n`);
    expect(bare).not.toContain('CA_ADDR');
  });

  test('a revision of its own is found under its own name', () => {
    const made = files(group(spec), {settings: {...DEFAULTS, revision: 'canary'}, ingressIp: '198.51.100.1'});
    expect(made['hosts']).toBe('198.51.100.1 istiod-canary.istio-system.svc\n');
    expect(made['mesh.yaml']).toContain('discoveryAddress: istiod-canary.istio-system.svc:15012\n');
    expect(made['cluster.env']).toContain('CA_ADDR=istiod-canary.istio-system.svc:15012\n');
    expect(files(group(spec))['hosts']).toBe('');
  });

  test('annotations win field by field, metadata by name', () => {
    const annotated = group(
      {metadata: {annotations: {'proxy.istio.io/config': 'proxyMetadata: {B: workload}\nconcurrency: 0'}}},
      {'proxy.istio.io/config': 'proxyMetadata: {A: group, B: group}\nstatusPort: 15999'},
    );
    const made = files(annotated);
    expect(parseYaml(made['mesh.yaml'] ?? '')).toMatchObject({
      defaultConfig: {concurrency: 0, statusPort: 15999, proxyMetadata: {A: 'group', B: 'workload'}},
    });
    expect(made['cluster.env']).toContain('ISTIO_LOCAL_EXCLUDE_PORTS=22,15090,15021,15999\n');
  });

  test('autoregistering workloads say which group is theirs, and DNS stays as it is where told', () => {
    const made = files(group(spec), {settings: {...DEFAULTS, autoregister: true, captureDns: false}});
    expect(made['cluster.env']).toContain('ISTIO_META_AUTO_REGISTER_GROUP=db\n');
    expect(made['cluster.env']).not.toContain('DNS_CAPTURE');
  });
});

describe('what is no group, or no configuration', () => {
  test.each<[unknown, string]>([
    ['text', 'group: holds no WorkloadGroup'],
    [{kind: 'WorkloadEntry'}, 'group: kind: is WorkloadEntry; a WorkloadGroup is wanted'],
    [{kind: 'WorkloadGroup', metadata: {namespace: 'a'}}, 'group: metadata.name: is missing'],
    [{kind: 'WorkloadGroup', metadata: {name: 'a'}}, 'group: metadata.namespace: is missing'],
    [
      {kind: 'WorkloadGroup', metadata: {name: 'a', namespace: 'a'}, spec: {template: {port: {}}}},
      'group: spec.template.port: unknown field',
    ],
  ])('%j', (value, message) => {
    expect(() => readWorkloadGroup(value, 'group')).toThrow(expect.objectContaining({message, exitCode: 65}));
  });

  test('names where it stands', () => {
    const broken = group({}, {'proxy.istio.io/config': 'a: ['});
    expect(() => files(broken)).toThrow(
      /^WorkloadGroup shop\/db: metadata\.annotations\["proxy\.istio\.io\/config"\]: line /,
    );
    expect(() => files(group({}), {mesh: {name: 'the mesh', text: 'defaultConfig: {statusPort: x}'}})).toThrow(
      /^the mesh: /,
    );
  });
});
