// SPDX-License-Identifier: Apache-2.0

/**
 * Derives src/api/kubernetes/workload-types.generated.ts and merge-types.generated.ts from the struct tags of
 * Kubernetes' own API packages, as facts: names, types, what is left out when empty, how patches merge. Run it with
 *
 *     dir() { go mod download -json "$1" | jq -r .Dir; }
 *     node scripts/run.mjs scripts/workload-types.ts "$(dir k8s.io/api@v0.36.3)" "$(dir k8s.io/apimachinery@v0.36.3)"
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

interface Field {
  goName: string;
  json: string;
  type: string;
  omitEmpty: boolean;
  inline: boolean;
  strategy: string | undefined;
  mergeKey: string | undefined;
}

type Structs = ReadonlyMap<string, Field[]>;

const WORKLOADS = [
  ...['Pod', 'ReplicationController', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'],
  'PodTemplateSpec',
];

/** Other kinds that an installation holds and that patches can name. */
const PATCHED = [
  ...['Service', 'ServiceAccount', 'ConfigMap', 'PodDisruptionBudget', 'HorizontalPodAutoscaler'],
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'ValidatingAdmissionPolicy'],
];

const API = ['core/v1', 'apps/v1', 'batch/v1', 'policy/v1', 'autoscaling/v2', 'admissionregistration/v1'];

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  int: 'int',
  int32: 'int',
  int64: 'int',
  float64: 'float',
  'metav1.Time': 'time',
  Time: 'time',
  'metav1.MicroTime': 'time',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'intstr',
  'types.UID': 'string',
  'runtime.RawExtension': 'any',
  FieldsV1: 'any',
};

function main(api: string | undefined, machinery: string | undefined): void {
  if (api === undefined || machinery === undefined)
    throw new Error('usage: workload-types <k8s.io/api> <apimachinery>');
  const structs = new Map<string, Field[]>();
  const names = new Map<string, string>();
  for (const folder of API) read(join(api, folder, 'types.go'), structs, names);
  read(join(machinery, 'pkg/apis/meta/v1/types.go'), structs, names);
  const types = closure(WORKLOADS, structs, names);
  writeFileSync('src/api/kubernetes/workload-types.generated.ts', printTypes(types, structs, names));
  const patched = closure([...WORKLOADS, ...PATCHED], structs, names);
  writeFileSync('src/api/kubernetes/merge-types.generated.ts', printMerges(patched, structs, names));
}

const FIELD = /^\t(?:(\w+)\s+)?([\w.*[\]]+)\s+`json:"([^"]*)"([^`]*)`/;

/** Notes every struct and every named scalar, list or map of a file that gofmt wrote. */
function read(file: string, structs: Map<string, Field[]>, names: Map<string, string>): void {
  let fields: Field[] | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const struct = /^type (\w+) struct \{/.exec(line)?.[1];
    const named = /^type (\w+) ([\w.[\]*]+)$/.exec(line);
    if (struct !== undefined) {
      fields = [];
      if (!line.endsWith('}') && !structs.has(struct)) structs.set(struct, fields);
    } else if (line === '}') fields = undefined;
    else if (named?.[1] !== undefined && named[2] !== undefined) names.set(named[1], named[2]);
    else if (fields !== undefined) {
      const field = parseField(line);
      if (field !== undefined) fields.push(field);
    }
  }
}

function parseField(line: string): Field | undefined {
  const [, goName, type, json, rest = ''] = FIELD.exec(line) ?? [];
  if (type === undefined || json === undefined || json === '-') return undefined;
  const [name = '', ...options] = json.split(',');
  return {
    goName: goName ?? type.slice(type.lastIndexOf('.') + 1),
    json: name,
    type,
    omitEmpty: options.includes('omitempty') || options.includes('omitzero'),
    inline: name === '',
    strategy: /patchStrategy:"([^"]*)"/.exec(rest)?.[1],
    mergeKey: /patchMergeKey:"([^"]*)"/.exec(rest)?.[1],
  };
}

/** A Go type in the notation of the tables; see src/api/kubernetes/workload-type.ts. */
function notation(type: string, names: ReadonlyMap<string, string>, structs: Structs): string {
  if (type.startsWith('*')) return `*${notation(type.slice(1), names, structs)}`;
  if (type === '[]byte') return 'string';
  if (type.startsWith('[]')) return `[${notation(type.slice(2), names, structs)}]`;
  const map = /^map\[\w+\](.+)$/.exec(type)?.[1];
  if (map !== undefined) return `{${notation(map, names, structs)}}`;
  const scalar = SCALARS[type];
  if (scalar !== undefined) return scalar;
  const bare = type.slice(type.lastIndexOf('.') + 1);
  const named = names.get(bare);
  if (named !== undefined) return notation(named, names, structs);
  if (!structs.has(bare)) throw new Error(`no type ${type}`);
  return bare;
}

function flat(name: string, structs: Structs): Field[] {
  const fields = structs.get(name);
  if (fields === undefined) throw new Error(`no struct ${name}`);
  return fields.flatMap((field) => (field.inline ? flat(field.type.replace(/^.*\./, ''), structs) : [field]));
}

function closure(roots: readonly string[], structs: Structs, names: ReadonlyMap<string, string>): string[] {
  const found = new Set(roots);
  for (const name of found) {
    for (const {type} of flat(name, structs)) {
      const reached = /[A-Z]\w*/.exec(notation(type, names, structs))?.[0];
      if (reached !== undefined && reached !== 'ManagedFieldsEntry') found.add(reached);
    }
  }
  return [...found].sort();
}

const HEAD = '// SPDX-License-Identifier: Apache-2.0\n// Written by scripts/workload-types.ts; do not edit.\n\n';

function printTypes(types: readonly string[], structs: Structs, names: ReadonlyMap<string, string>): string {
  const lines = types.map((name) => {
    const fields = flat(name, structs).map(({goName, json, type, omitEmpty}) => {
      const capitalised = json.charAt(0).toUpperCase() + json.slice(1);
      const shown = notation(type, names, structs).replace('ManagedFieldsEntry', 'any');
      return `${capitalised === goName ? '' : `${goName}=`}${json} ${shown}${omitEmpty ? '' : '!'}`;
    });
    return `  ${name}:\n    '${fields.join('; ')}',`;
  });
  const doc =
    '/** Every type that can occur in a workload, with its fields in the order of Go’s; see workload-type.ts. */';
  return `${HEAD}${doc}\n// biome-ignore format: generated\nexport const workloadTypes: Readonly<Record<string, string>> = {\n${lines.join('\n')}\n};\n`;
}

function printMerges(types: readonly string[], structs: Structs, names: ReadonlyMap<string, string>): string {
  const entries = new Map<string, Map<string, string[]>>();
  for (const name of types) {
    const fields = new Map<string, string[]>();
    for (const {json, type, strategy, mergeKey} of flat(name, structs)) {
      const target = /[A-Z]\w*/.exec(notation(type, names, structs))?.[0];
      const isList = notation(type, names, structs).replace('*', '').startsWith('[');
      const parts = [];
      const merges = strategy?.split(',').includes('merge') === true;
      if (isList && merges) parts.push('list: true', ...(mergeKey === undefined ? [] : [`key: '${mergeKey}'`]));
      if (strategy === 'replace') parts.push('replace: true');
      if (target !== undefined && types.includes(target) && (!isList || merges)) parts.push(`type: '${target}'`);
      if (parts.length > 0) fields.set(json, parts);
    }
    entries.set(name, fields);
  }
  prune(entries);
  const lines = [...entries].map(([name, fields]) => {
    const shown = [...fields].map(([json, parts]) => `${json}: {${parts.join(', ')}}`);
    return `  ${name}: {${shown.join(', ')}},`;
  });
  const doc = '/** How patches merge, for every type of a workload and of the other kinds that patches name. */';
  return `${HEAD}import type {MergeType} from '../merge-type.js';\n\n${doc}\n// biome-ignore format: generated\nexport const mergeTypes: Readonly<Record<string, MergeType>> = {\n${lines.join('\n')}\n};\n`;
}

/** Takes out, again and again, types of which no field merges in a way of its own. */
function prune(entries: Map<string, Map<string, string[]>>): void {
  for (let before = -1; before !== entries.size; ) {
    before = entries.size;
    for (const [name, fields] of entries) {
      for (const [json, parts] of fields) {
        const target = parts.findIndex((part) => part.startsWith('type: '));
        const named = /'(\w+)'/.exec(parts[target] ?? '')?.[1] ?? '';
        if (target >= 0 && !entries.has(named)) parts.splice(target, 1);
        if (parts.length === 0) fields.delete(json);
      }
      const isOnlyRecursive = [...fields.values()].every(
        (parts) => parts.length === 1 && parts[0] === `type: '${name}'`,
      );
      if (isOnlyRecursive) entries.delete(name);
    }
  }
}

main(process.argv[2], process.argv[3]);
