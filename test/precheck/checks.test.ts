// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {alphaAnnotations} from '../../src/analysis/analyzers/annotations/alpha.js';
import {ApiError} from '../../src/kube/api-error.js';
import {changedDefaults, minorVersion} from '../../src/precheck/changed-defaults.js';
import {installRights, kubernetesVersion} from '../../src/precheck/cluster-checks.js';
import {gatewayApiVersions} from '../../src/precheck/gateway-api.js';
import {object} from '../analysis/analyzed.js';
import {servedCluster} from '../analysis/sources/served-cluster.js';

const unreachable = new ApiError('cannot reach it', {transient: true});

describe('precheck', () => {
  test.each<[string, string[]]>([
    ['31', ['The Kubernetes Version "v1.31.2" is lower than the minimum version: 1.32']],
    ['31+', ['The Kubernetes Version "v1.31.2" is lower than the minimum version: 1.32']],
    ['32', []],
    ['36+', []],
  ])('takes Kubernetes 1.%s for what it is', async (minor, texts) => {
    const version = {gitVersion: 'v1.31.2', major: '1', minor};
    const messages = await kubernetesVersion({serverVersion: async () => version});
    expect(messages.map(({text}) => text)).toEqual(texts);
  });

  test('ends where Kubernetes does not say its version', async () => {
    const dead = {serverVersion: () => Promise.reject(unreachable)};
    await expect(kubernetesVersion(dead)).rejects.toThrow('failed to get the Kubernetes version: cannot reach it');
  });

  test('names what may not be created, and why', async () => {
    const asked: string[] = [];
    const messages = await installRights(
      {
        async reviewAccess({resource, namespace, group}) {
          asked.push([group, resource, namespace].filter(Boolean).join(' '));
          if (resource === 'roles') throw unreachable;
          return {
            allowed: resource !== 'services' && resource !== 'namespaces',
            reason: resource === 'services' ? 'no' : '',
          };
        },
      },
      'mesh',
    );
    expect(messages.map(({text}) => text)).toEqual([
      'Missing required permission to create resource namespaces (permission denied)',
      'Missing required permission to create resource roles (cannot reach it)',
      'Missing required permission to create resource services (no)',
    ]);
    expect(asked).toContain('apps deployments mesh');
    expect(asked).toContain('rbac.authorization.k8s.io clusterroles');
  });

  test('looks at the versions of Gateway API that are served', async () => {
    const definition = (kind: string, versions: string[]) => ({
      name: `${kind.toLowerCase()}s.gateway.networking.k8s.io`,
      spec: {names: {kind}, versions: versions.map((name) => ({name, served: !name.includes('alpha')}))},
    });
    const cluster = servedCluster({
      'apiextensions.k8s.io/v1/CustomResourceDefinition': [
        definition('HTTPRoute', ['v1', 'v1alpha2']),
        definition('GRPCRoute', ['v1alpha2']),
        definition('Gateway', ['v1beta1', 'v1']),
        {name: 'gateways.example.com', spec: {names: {kind: 'Gateway'}, versions: []}},
      ],
    });
    expect(
      (await gatewayApiVersions(cluster)).map(({code, subject, text}) => `${code} ${subject?.name} ${text}`),
    ).toEqual([
      'IST0156 httproutes.gateway.networking.k8s.io The Gateway API CRD version v1 is lower than the minimum version: v1beta1',
      'IST0172 grpcroutes.gateway.networking.k8s.io The Gateway API CRD version none is lower than the minimum version: v1',
    ]);
  });

  test.each([
    ['1.21', 21],
    ['1.21.3', 21],
    ['1.9', 9],
  ])('reads version %s', (text, minor) => {
    expect(minorVersion(text)).toBe(minor);
  });

  test.each([
    ['foo', "invalid version foo, expected format like '1.0'"],
    ['2.0', 'expected major version 1, got 2.0'],
    ['1.x', 'minor version is not a number: x'],
  ])('refuses version %s', (text, problem) => {
    expect(() => minorVersion(text)).toThrow(problem);
  });

  test.each<[number, string, string[]]>([
    [21, 'istio-system/zipkin', ['IST0169']],
    [22, 'istio-system/zipkin', []],
    [21, 'shop/zipkin', []],
  ])('knows what changes from 1.%d with %s', async (from, name, codes) => {
    const messages = await changedDefaults(servedCluster({'v1/Service': [{name}]}), from);
    expect(messages.map(({code}) => code)).toEqual(codes);
  });

  test('finds annotations that may still change, but for those that istio-cni writes', () => {
    const port = 'traffic.sidecar.istio.io/includeInboundPorts';
    const annotations = {[port]: '*', 'sidecar.istio.io/logLevel': 'debug', 'proxy.istio.io/config': '', 'a.b/c': ''};
    const spec = {initContainers: [{name: 'istio-init'}]};
    const resources = [
      object('Pod', 'a/cni', {annotations, spec: {}}),
      object('Pod', 'a/init', {annotations, spec}),
      object('Namespace', 'n', {annotations: {'topology.istio.io/controlPlaneClusters': '*'}}),
    ];
    expect([...alphaAnnotations(resources)].map(({subject, text}) => `${subject?.name} ${text.split('"')[1]}`)).toEqual(
      [
        'cni sidecar.istio.io/logLevel',
        `init ${port}`,
        'init sidecar.istio.io/logLevel',
        'n topology.istio.io/controlPlaneClusters',
      ],
    );
  });
});
