// SPDX-License-Identifier: Apache-2.0

/**
 * Derives src/api/kubernetes/types.generated.ts from Kubernetes' own description of its API. Run it with
 *
 *     node scripts/run.mjs scripts/kubernetes-types.ts "$(go mod download -json k8s.io/kubernetes@v1.36.3 | jq -r .Dir)"
 *
 * Names, types and required fields come from api/openapi-spec; enums, ports and names, which that file does not
 * describe, from kubernetes-rules.ts beside this file.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {rules} from './kubernetes-rules.js';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  items?: Schema;
  additionalProperties?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
}

const groups = [
  ['api__v1', ['Service', 'ServiceAccount', 'ConfigMap', 'ResourceQuota', 'Affinity', 'EnvVar']],
  ['apis__apps__v1', ['Deployment', 'DaemonSet']],
  ['apis__autoscaling__v2', ['HorizontalPodAutoscaler']],
  ['apis__policy__v1', ['PodDisruptionBudget']],
  ['apis__networking.k8s.io__v1', ['NetworkPolicy']],
  ['apis__discovery.k8s.io__v1', ['EndpointSlice']],
  ['apis__rbac.authorization.k8s.io__v1', ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']],
  [
    'apis__admissionregistration.k8s.io__v1',
    [
      'MutatingWebhookConfiguration',
      'ValidatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ],
  ],
] as const;

/** What the server writes and nobody applies. */
const dropped = new Set(['status', 'managedFields']);

function main(folder: string | undefined): void {
  if (folder === undefined) throw new Error('usage: kubernetes-types <folder of the module k8s.io/kubernetes>');
  const schemas = new Map<string, Schema>();
  for (const [file] of groups) {
    const text = readFileSync(join(folder, 'api/openapi-spec/v3', `${file}_openapi.json`), 'utf8');
    const description: {components: {schemas: Record<string, Schema>}} = JSON.parse(text);
    for (const [name, schema] of Object.entries(description.components.schemas)) {
      schemas.set(shortName(name), schema);
    }
  }
  const out = new Map<string, [string, string][]>();
  for (const [, kinds] of groups) for (const kind of kinds) visit(kind, schemas, out);
  const unused = Object.keys(rules).filter((key) => !used.has(key));
  if (unused.length > 0) throw new Error(`rules for fields that Kubernetes does not have: ${unused.join(', ')}`);
  writeFileSync('src/api/kubernetes/types.generated.ts', print(out));
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function visit(name: string, schemas: Map<string, Schema>, out: Map<string, [string, string][]>): void {
  if (out.has(name)) return;
  const schema = schemas.get(name);
  if (schema?.properties === undefined) throw new Error(`no schema ${name}`);
  const fields: [string, string][] = [];
  out.set(name, fields);
  for (const [field, property] of Object.entries(schema.properties)) {
    if (dropped.has(field)) continue;
    const required = schema.required?.includes(field) === true ? '!' : '';
    const found: string[] = [];
    fields.push([field, notation(`${name}.${field}`, property, found, required)]);
    for (const reference of found) visit(reference, schemas, out);
  }
}

const used = new Set<string>();

function notation(path: string, schema: Schema, found: string[], required: string): string {
  const rule = rules[path];
  const base = typeOf(schema, found);
  if (rule === undefined) return base + required;
  used.add(path);
  return `${base}${required} > ${rule}`;
}

const named: Record<string, string> = {Quantity: 'quantity', IntOrString: 'intOrString', Time: 'time', FieldsV1: 'any'};

function typeOf(schema: Schema, found: string[]): string {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (reference !== undefined) {
    const name = shortName(reference);
    const scalar = named[name];
    if (scalar === undefined) found.push(name);
    return scalar ?? name;
  }
  if (schema.type === 'array') return `[${typeOf(schema.items ?? {}, found)}]`;
  if (schema.type === 'object')
    return schema.additionalProperties === undefined ? 'object' : `{${typeOf(schema.additionalProperties, found)}}`;
  if (schema.type === 'integer') return schema.format === 'int64' ? 'int64' : 'int32';
  if (schema.type === 'string') return schema.format === 'byte' ? 'bytes' : 'string';
  if (schema.type === 'boolean') return 'bool';
  return schema.type === 'number' ? 'double' : 'any';
}

function print(messages: Map<string, [string, string][]>): string {
  const lines = [...messages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fields]) => `  ${name}: {${fields.map(([field, text]) => `${field}: '${text}'`).join(', ')}},`);
  return `// SPDX-License-Identifier: Apache-2.0
// Written by scripts/kubernetes-types.ts; do not edit.

import type {Messages} from '../schema/notation.js';

/** Kubernetes objects that the charts render, and everything they reach; see notation.ts. */
export const kubernetesMessages: Messages = {
${lines.join('\n')}
};
`;
}

main(process.argv[2]);
