// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createTwoFilesPatch} from 'diff';
import {beforeAll, describe, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {engineObjects} from './engine.js';
import {chartFolder, helm, helmObjects, idOf, type KubeObject, type Rendering} from './helm.js';

const charts = [
  'base',
  'istio-control/istio-discovery',
  'istio-cni',
  'ztunnel',
  'gateways/istio-ingress',
  'gateways/istio-egress',
];
const goldens = join(import.meta.dirname, '..', 'testdata', 'manifests');

/** CRDs are the same with every profile and would only take time. */
const crds = readFileSync(join(chartFolder('base'), 'files', 'crd-all.gen.yaml'), 'utf8').match(
  /(?<=^ {2}name: ).*$/gm,
);
const withoutCRDs = {base: {excludedCRDs: [...(crds ?? [])]}};

/** The texts of injection templates are tested where pods are injected; here they would only make noise. */
function withoutTemplates(object: KubeObject): KubeObject {
  const data = object['data'] as Record<string, string> | undefined;
  if (object.kind !== 'ConfigMap' || data?.['config'] === undefined) return object;
  const {templates: _, ...config} = parse(data['config']) as Record<string, unknown>;
  return {...object, data: {...data, config: stringify(config)}};
}

type Renderer = (rendering: Rendering) => KubeObject[] | Promise<KubeObject[]>;

/** All objects but CRDs of all charts, by id, sorted. */
async function rendered(render: Renderer, values: Record<string, unknown>): Promise<Map<string, KubeObject>> {
  const gateways = {
    'istio-ingressgateway': {name: 'istio-ingressgateway'},
    'istio-egressgateway': {name: 'istio-egressgateway'},
  };
  const objects: [string, KubeObject][] = [];
  for (const chart of charts)
    for (const object of await render({chart, values: {...(chart === 'base' ? withoutCRDs : {gateways}), ...values}}))
      objects.push([idOf(object), withoutTemplates(object)]);
  return new Map(objects.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function print(object: KubeObject | undefined): string {
  return object === undefined ? '' : stringify(object, {sortMapEntries: true, lineWidth: 0});
}

/** What a setting changes, object by object; empty where it changes nothing. */
function changes(from: ReadonlyMap<string, KubeObject>, to: ReadonlyMap<string, KubeObject>): string {
  return [...new Set([...from.keys(), ...to.keys()])]
    .sort()
    .map((id) => [id, print(from.get(id)), print(to.get(id))] as const)
    .filter(([, before, after]) => before !== after)
    .map(([id, before, after]) => createTwoFilesPatch(id, id, before, after, '', '', {context: 2}))
    .join('');
}

const settings: Record<string, Record<string, unknown>> = {};
for (const file of readdirSync(join(chartFolder('base'), 'files'))) {
  const [, kind = 'profile', name = ''] = /^profile-(?:(platform|compatibility-version)-)?(.+)\.yaml$/.exec(file) ?? [];
  if (name === '') continue;
  const key = kind === 'compatibility-version' ? 'compatibilityVersion' : kind;
  settings[`${kind}-${name}`] = {[key]: name};
}

describe('goldens of profiles', () => {
  let defaults = new Map<string, KubeObject>();
  beforeAll(async () => {
    defaults = await rendered(engineObjects, {});
  });

  test('no profile', async () => {
    const text = [...defaults.values()].map((object) => `---\n${print(object)}`).join('');
    await expect(text).toMatchFileSnapshot(join(goldens, 'defaults.yaml'));
  });

  test.each(Object.entries(settings))('%s changes', async (name, values) => {
    const text = changes(defaults, await rendered(engineObjects, values));
    await expect(text).toMatchFileSnapshot(join(goldens, `${name}.diff`));
  });

  test.skipIf(helm === undefined).each(Object.entries(settings))('%s with helm', async (_, values) => {
    expect(changes(await rendered(engineObjects, values), await rendered(helmObjects, values))).toBe('');
  });
});
