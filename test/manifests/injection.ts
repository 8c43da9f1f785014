// SPDX-License-Identifier: Apache-2.0
import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {injectionFunctions} from '../../src/inject/injector/functions.js';
import {goStruct, jsonValue, textMap} from '../../src/inject/typed/go-struct.js';
import {messageStruct} from '../../src/inject/typed/mesh-struct.js';
import {typedObject} from '../../src/inject/typed/typed-value.js';
import type {Tree} from '../../src/manifest/input/tree.js';
import {Struct, type Value} from '../../src/template/compile/value.js';
import {TemplateSet} from '../../src/template/template-set.js';
import {engineObjects} from './engine.js';
import type {KubeObject} from './helm.js';
import {treeIn} from './injection-summary.js';

/** One of our injection templates and what it is executed with: JSON as Kubernetes and Istio write it. */
export interface Injection {
  template: string;
  /** What istiod and kube-inject know besides the mesh configuration, under the names that templates use. */
  data: Record<string, unknown>;
  proxyConfig: Tree;
  meshConfig: Tree;
}

export interface InjectorConfig {
  templates: Record<string, string>;
  values: Record<string, unknown>;
}

/** The templates and values as they come out of the istiod chart. */
export async function injectorConfig(values: Record<string, unknown>): Promise<InjectorConfig> {
  const objects = await engineObjects({chart: 'istio-control/istio-discovery', values});
  const isConfig = ({kind, metadata}: KubeObject) =>
    kind === 'ConfigMap' && metadata.name.startsWith('istio-sidecar-injector');
  const data = treeIn(objects.find(isConfig), 'data');
  return {templates: parse(String(data['config'])).templates, values: JSON.parse(String(data['values']))};
}

/** What our own engine makes of it. */
export function renderHere({template, data, proxyConfig, meshConfig}: Injection): string {
  const set = new TemplateSet({
    functions: injectionFunctions({lookup: () => null, now: () => 0, missing: undefined}),
  });
  set.parse('inject', template);
  const fields = Object.entries(data).map(([name, value]) => [name, fieldOf(name, value)]);
  return set.execute(
    'inject',
    new Struct('inject.Data', {
      ...Object.fromEntries(fields),
      ProxyConfig: messageStruct('ProxyConfig', proxyConfig),
      MeshConfig: messageStruct('MeshConfig', meshConfig),
    }),
  );
}

function fieldOf(name: string, value: unknown): Value {
  switch (name) {
    case 'TypeMeta':
    case 'DeploymentMeta':
      return new Struct(name, jsonValue(value) as Record<string, Value>);
    case 'ObjectMeta':
      return goStruct(typedObject(value, 'ObjectMeta', {lenient: false}), 'ObjectMeta');
    case 'Spec':
      return specOf(value as Tree);
    case 'Ports':
      return (value as Tree[]).map((port) => new Struct('v1.ServicePort', capitalised(port)));
    case 'InfrastructureLabels':
    case 'InfrastructureAnnotations':
      return textMap(value as Record<string, string>);
    default:
      return typeof value === 'number' ? BigInt(value) : jsonValue(value);
  }
}

function specOf(spec: Tree): Value {
  if ('containers' in spec) return goStruct(typedObject(spec, 'PodSpec', {lenient: false}), 'PodSpec');
  const addresses = (spec['addresses'] ?? []) as Tree[];
  return new Struct('v1.GatewaySpec', {
    Addresses: addresses.map((address) => new Struct('v1.GatewaySpecAddress', capitalised(address))),
  });
}

function capitalised(tree: Tree): Record<string, Value> {
  const absent = {Protocol: '', AppProtocol: null};
  const named = Object.entries(tree).map(([name, value]) => {
    const field = name.charAt(0).toUpperCase() + name.slice(1);
    return [field, typeof value === 'number' ? BigInt(value) : jsonValue(value)] as const;
  });
  return {...absent, ...Object.fromEntries(named)};
}

const oracle = join(import.meta.dirname, 'injection-oracle');

export const hasGo = spawnSync('go', ['version']).status === 0;

/** What Go's text/template makes of each, with the types of Kubernetes and Istio; the program is built when it changed. */
export function renderWithGo(injections: readonly Injection[]): string[] {
  const hash = createHash('sha256');
  for (const file of readdirSync(oracle).sort()) hash.update(readFileSync(join(oracle, file)));
  const program = join(
    import.meta.dirname,
    `../../node_modules/.cache/injection-oracle/${hash.digest('hex').slice(0, 16)}`,
  );
  if (!existsSync(program)) execFileSync('go', ['build', '-o', program, '.'], {cwd: oracle, stdio: 'pipe'});
  const input = injections.map((one) => JSON.stringify({...one, isPod: 'ObjectMeta' in one.data})).join('\n');
  const output = execFileSync(program, {input, maxBuffer: 1 << 28, encoding: 'utf8'});
  return output
    .trimEnd()
    .split('\n')
    .map((line) => {
      const answer: {output: string; error: string} = JSON.parse(line);
      if (answer.error !== '') throw new Error(answer.error);
      return answer.output;
    });
}
