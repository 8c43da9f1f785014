// SPDX-License-Identifier: Apache-2.0
import {workloadTypes} from './workload-types.generated.js';

/**
 * A type of Kubernetes' API. Notation of the tables: `name type` for each field, the name of the Go field in front
 * (`DNSPolicy=dnsPolicy`) where capitalising does not give it; `*T` a pointer, `[T]` a list, `{T}` a map, a trailing
 * `!` a field that is written even where it is empty.
 */
export type WorkloadType =
  | {readonly kind: 'string' | 'bool' | 'int' | 'float' | 'time' | 'quantity' | 'intstr' | 'any'}
  | {readonly kind: 'pointer' | 'list' | 'map'; readonly of: WorkloadType}
  | {readonly kind: 'struct'; readonly name: string};

export interface WorkloadField {
  readonly name: string;
  readonly goName: string;
  readonly type: WorkloadType;
  /** Left out where it has its zero value. */
  readonly omitEmpty: boolean;
}

const SCALARS = ['string', 'bool', 'int', 'float', 'time', 'quantity', 'intstr', 'any'] as const;

/**
 * Kinds that Kubernetes itself does not have; the fields that templates of pods do not reach are `any`. Facts of
 * OpenShift's and Argo's API references.
 */
const FURTHER: Readonly<Record<string, string>> = {
  DeploymentConfig:
    'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec DeploymentConfigSpec!; status DeploymentConfigStatus!',
  DeploymentConfigSpec:
    'strategy DeploymentConfigStrategy!; minReadySeconds int; triggers [any]; replicas int!; revisionHistoryLimit *int; test bool!; paused bool; selector {string}; template *PodTemplateSpec',
  DeploymentConfigStrategy:
    'type string; customParams any; recreateParams any; rollingParams any; resources ResourceRequirements; labels {string}; annotations {string}; activeDeadlineSeconds *int',
  DeploymentConfigStatus:
    'latestVersion int!; observedGeneration int!; replicas int!; updatedReplicas int!; availableReplicas int!; unavailableReplicas int!; details any; conditions [any]; readyReplicas int',
  Rollout: 'kind string; APIVersion=apiVersion string; ObjectMeta=metadata ObjectMeta; spec RolloutSpec; status any',
  RolloutSpec: 'replicas *int; selector *LabelSelector; template *PodTemplateSpec; strategy any',
};

const parsed = new Map<string, readonly WorkloadField[]>();

/** The fields of a struct in Go's order, embedded ones among them. Throws for a name that no table has. */
export function fieldsOfType(name: string): readonly WorkloadField[] {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const text = Object.hasOwn(FURTHER, name) ? FURTHER[name] : workloadTypes[name];
  if (text === undefined) throw new Error(`no type ${name} in the tables of Kubernetes types`);
  const fields = text.split('; ').map(parseField);
  parsed.set(name, fields);
  return fields;
}

function parseField(text: string): WorkloadField {
  const [names = '', written = ''] = text.split(' ');
  const equals = names.indexOf('=');
  const name = names.slice(equals + 1);
  const goName = equals < 0 ? name.charAt(0).toUpperCase() + name.slice(1) : names.slice(0, equals);
  const omitEmpty = !written.endsWith('!');
  return {name, goName, type: parseType(omitEmpty ? written : written.slice(0, -1)), omitEmpty};
}

function parseType(text: string): WorkloadType {
  if (text.startsWith('*')) return {kind: 'pointer', of: parseType(text.slice(1))};
  if (text.startsWith('[')) return {kind: 'list', of: parseType(text.slice(1, -1))};
  if (text.startsWith('{')) return {kind: 'map', of: parseType(text.slice(1, -1))};
  const kind = SCALARS.find((scalar) => scalar === text);
  return kind === undefined ? {kind: 'struct', name: text} : {kind};
}
