// SPDX-License-Identifier: Apache-2.0
import {getKey, isMap, Struct, type Value, type ValueMap} from '../template/compile/value.js';
import {withJsonForm} from './functions/plain.js';

/** An entry of `import-values`: a path in the subchart, and where in the parent its table goes. */
export interface ImportedValues {
  readonly child: string;
  /** Empty for the root. */
  readonly parent: string;
}

/** An entry of `dependencies` in Chart.yaml. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly alias: string;
  readonly importValues: readonly ImportedValues[];
}

/** Chart.yaml. */
export interface Metadata {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly dependencies: readonly Dependency[];
  /** The file as it is, for `.Chart`. */
  readonly source: Readonly<ValueMap>;
}

/** Reads Chart.yaml; `requirements` is the map of requirements.yaml, where charts of apiVersion v1 list dependencies. */
export function metadataOf(source: ValueMap, requirements: Value): Metadata {
  const listed = isMap(requirements) ? getKey(requirements, 'dependencies') : getKey(source, 'dependencies');
  return {
    name: textAt(source, 'name'),
    version: textAt(source, 'version'),
    apiVersion: textAt(source, 'apiVersion'),
    type: textAt(source, 'type'),
    dependencies: listOf(listed).filter(isMap).map(dependencyOf),
    source,
  };
}

function dependencyOf(entry: ValueMap): Dependency {
  return {
    name: textAt(entry, 'name'),
    version: textAt(entry, 'version'),
    repository: textAt(entry, 'repository'),
    condition: textAt(entry, 'condition'),
    tags: listOf(getKey(entry, 'tags')).filter((tag) => typeof tag === 'string'),
    alias: textAt(entry, 'alias'),
    importValues: listOf(getKey(entry, 'import-values')).flatMap((imported) => {
      if (typeof imported === 'string') return [{child: `exports.${imported}`, parent: ''}];
      if (!isMap(imported)) return [];
      const parent = textAt(imported, 'parent');
      return [{child: textAt(imported, 'child'), parent: parent === '.' ? '' : parent}];
    }),
  };
}

function listOf(value: Value): Value[] {
  return Array.isArray(value) ? value : [];
}

function textAt(map: Readonly<ValueMap>, key: string): string {
  const value = getKey(map, key);
  return typeof value === 'string' ? value : '';
}

/** Go field and key in the file of what `.Chart` shows, in Go's order. */
const FIELDS: readonly (readonly [field: string, key: string, zero: 'text' | 'list' | 'map' | 'bool'])[] = [
  ['Name', 'name', 'text'],
  ['Home', 'home', 'text'],
  ['Sources', 'sources', 'list'],
  ['Version', 'version', 'text'],
  ['Description', 'description', 'text'],
  ['Keywords', 'keywords', 'list'],
  ['Maintainers', 'maintainers', 'list'],
  ['Icon', 'icon', 'text'],
  ['APIVersion', 'apiVersion', 'text'],
  ['Condition', 'condition', 'text'],
  ['Tags', 'tags', 'text'],
  ['AppVersion', 'appVersion', 'text'],
  ['Deprecated', 'deprecated', 'bool'],
  ['Annotations', 'annotations', 'map'],
  ['KubeVersion', 'kubeVersion', 'text'],
  ['Dependencies', 'dependencies', 'list'],
  ['Type', 'type', 'text'],
];

const ZERO = {text: '', bool: false, list: [], map: {}};

/** `.Chart`, under the name that the chart goes by as a dependency. */
export function chartStruct(metadata: Metadata, name: string, isRoot: boolean): Struct {
  const source: ValueMap = {...metadata.source, name};
  const fields: Record<string, Value> = {};
  for (const [field, key, zero] of FIELDS) fields[field] = getKey(source, key) ?? ZERO[zero];
  fields['Maintainers'] = listOf(getKey(source, 'maintainers')).filter(isMap).map(maintainer);
  fields['Dependencies'] = metadata.dependencies.map(dependencyStruct);
  const json: ValueMap = {};
  for (const [, key] of FIELDS) {
    const value = getKey(source, key);
    if (value !== undefined && value !== null) json[key] = value;
  }
  json['IsRoot'] = isRoot;
  return withJsonForm(new Struct('chart.Metadata', {...fields, IsRoot: isRoot}), () => json);
}

function maintainer(entry: ValueMap): Struct {
  const fields = {Name: textAt(entry, 'name'), Email: textAt(entry, 'email'), URL: textAt(entry, 'url')};
  return withJsonForm(new Struct('*chart.Maintainer', fields), () => entry);
}

function dependencyStruct(dependency: Dependency): Struct {
  const {name, version, repository, condition, tags, alias} = dependency;
  return new Struct('*chart.Dependency', {
    Name: alias === '' ? name : alias,
    Version: version,
    Repository: repository,
    Condition: condition,
    Tags: [...tags],
    Enabled: true,
    Alias: alias,
  });
}
