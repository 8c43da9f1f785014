// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import type {Tree} from '../../src/manifest/input/tree.js';
import {hasGo, type Injection, type InjectorConfig, injectorConfig, renderHere, renderWithGo} from './injection.js';
import {otherCases} from './injection-other-cases.js';
import {everyAnnotation, everyLabel, type PodCase, sidecarCases} from './injection-pod-cases.js';
import {proxyCases} from './injection-proxy-cases.js';
import {summary} from './injection-summary.js';

const podCases = [...sidecarCases, ...proxyCases, ...otherCases];

async function render(one: PodCase): Promise<string> {
  return renderHere(injectionOf(one, await injectorConfig(one.values ?? {})));
}

function injectionOf(one: PodCase, {templates, values}: InjectorConfig): Injection {
  return {
    template: templates[one.template] ?? '',
    proxyConfig: one.proxyConfig ?? {},
    meshConfig: {trustDomain: 'example.org', ...one.meshConfig},
    data: {
      TypeMeta: {Kind: 'Deployment', APIVersion: 'apps/v1'},
      DeploymentMeta: {Name: 'shop', Namespace: ''},
      ObjectMeta: {labels: one.labels ?? {}, annotations: one.annotations ?? {}},
      Spec: {
        containers: one.containers ?? [{name: 'web', image: 'web:1'}],
        serviceAccountName: one.serviceAccount ?? '',
      },
      Values: values,
      Revision: '',
      NativeSidecars: false,
      ProxyImage: 'example.org/proxyv2:1',
      ProxyUID: 1000,
      ProxyGID: 2000,
      InboundTrafficPolicyMode: '',
      CompliancePolicy: '',
      ...one.data,
    },
  };
}

describe('injection templates of pods', () => {
  test.each(podCases)('$template: $name', async (one) => {
    const pod = summary(parse(await render(one)));
    expect(pod).toMatchObject(one.expected);
    for (const path of one.absent ?? []) expect(pod).not.toHaveProperty(path);
  });

  test.skipIf(!hasGo)('are executed by Go as by our engine', async () => {
    const injections = await Promise.all(
      podCases.map(async (one) => injectionOf(one, await injectorConfig(one.values ?? {}))),
    );
    expect(injections.map(renderHere)).toEqual(renderWithGo(injections));
  });

  test('no annotation and no label breaks out of its text', async () => {
    const config = await injectorConfig({pilot: {cni: {enabled: true, provider: 'multus'}}});
    const named = (names: readonly string[], texts: readonly string[]) =>
      Object.fromEntries(names.map((name, i) => [name, texts[i] ?? 'tame']));
    const shapeOf = (template: string, annotations: readonly string[], labels: readonly string[]) => {
      const pod = {
        name: '',
        template,
        annotations: named(everyAnnotation, annotations),
        labels: named(everyLabel, labels),
        expected: {},
      };
      return shape(parse(renderHere(injectionOf(pod, config))));
    };
    const text = fc.string({unit: 'binary', minLength: 1});
    const texts = (count: number) => fc.array(text, {minLength: count, maxLength: count});
    const templates = fc.constantFrom('sidecar', 'gateway', 'grpc-agent');
    fc.assert(
      fc.property(
        templates,
        texts(everyAnnotation.length),
        texts(everyLabel.length),
        (template, annotations, labels) => {
          expect(shapeOf(template, annotations, labels)).toEqual(shapeOf(template, [], []));
        },
      ),
    );
  });

  test('have no blank lines, which would cost the ConfigMap its block of text', async () => {
    const {templates} = await injectorConfig({});
    expect(Object.keys(templates).sort()).toEqual([
      'agentgateway',
      'gateway',
      'grpc-agent',
      'grpc-simple',
      'kube-gateway',
      'sidecar',
      'waypoint',
    ]);
    for (const text of Object.values(templates)) expect(text.trimEnd()).not.toMatch(/[ \t]$|^$/m);
  });
});

/** The paths of a document, without what its texts say. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value as Tree).map(([key, entry]) => [key, shape(entry)]));
}
