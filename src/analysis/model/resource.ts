// SPDX-License-Identifier: Apache-2.0

import type {IstioKindName, IstioSpecs} from '../../api/istio-types.js';
import type {GatewaySpec, ReferenceGrantSpec, RouteSpec} from './gateway-api.js';
import type {
  NetworkPolicySpec,
  ObjectStatus,
  PodSpec,
  PodTemplate,
  ServiceSpec,
  WebhookConfiguration,
} from './kubernetes.js';

/** What an analyzer sees of an object below its metadata, by kind. */
export interface Specs extends IstioSpecs {
  KubernetesGateway: GatewaySpec;
  GatewayClass: {controllerName?: string};
  HTTPRoute: RouteSpec;
  GRPCRoute: RouteSpec;
  TLSRoute: RouteSpec;
  TCPRoute: RouteSpec;
  ReferenceGrant: ReferenceGrantSpec;
  NetworkPolicy: NetworkPolicySpec;
  ConfigMap: {data?: Readonly<Record<string, string>>};
  Deployment: {template?: PodTemplate};
  StatefulSet: {template?: PodTemplate};
  DaemonSet: {template?: PodTemplate};
  /** Whatever else makes pods of a template: Jobs, ReplicaSets, Argo's Rollouts. Only files are searched for it. */
  OtherController: {template?: PodTemplate; templatePath: Path};
  CustomResourceDefinition: {group?: string; names?: {kind?: string}};
  MutatingWebhookConfiguration: WebhookConfiguration;
  ValidatingWebhookConfiguration: WebhookConfiguration;
  Service: ServiceSpec;
  Namespace: object;
  Node: object;
  Pod: PodSpec;
  ServiceAccount: object;
  /** In files also `stringData`, which the API server stores as data. */
  Secret: {data?: Readonly<Record<string, string>>; stringData?: Readonly<Record<string, string>>};
}

export type KindName = keyof Specs;

export type IstioKind = IstioKindName;

/** What messages are about; MeshNetworks is one without being an object. */
export interface Subject {
  /** The kind as users write it. */
  kind: string;
  /** Empty for what has none. */
  namespace: string;
  name: string;
  annotations: Readonly<Record<string, string>>;
  origin?: Origin;
  /** Id of the cluster it was read from; files have none. */
  cluster?: string;
}

/** Keys and indexes that lead to a value, such as `['spec', 'hosts', 0]`. */
export type Path = readonly (string | number)[];

/** A place in a file; both count from 1, columns in UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

/** Where in a file a resource stands. */
export interface Origin {
  file: string;
  /** Line, from 1, at which the resource starts. */
  line: number;
  /** Line of the scalar at the path; undefined where there is none. */
  lineOf(path: Path): number | undefined;
  /** Where the key at the path truly stands, without the quirks of {@link lineOf}; both count from 1. */
  keyPosition(path: Path): Position | undefined;
  /** Where the value at the path truly stands, or what is next above it where there is none; the resource for `[]`. */
  valuePosition(path: Path): Position;
  /** The file holds what a tool made of others: its lines are nobody's. */
  rendered?: boolean;
}

export interface Resource<K extends KindName = KindName> extends Subject {
  kindName: K;
  labels: Readonly<Record<string, string>>;
  /** It is written nowhere, and follows from others: there are no messages about it. */
  implied?: boolean;
  /** The file names no namespace: whoever applies it, or kustomize, chooses one. */
  unplaced?: boolean;
  /** When, as RFC 3339 has it; files seldom say so. */
  created?: string;
  spec: Specs[K];
  status: ObjectStatus;
}

/** Whether a resource is of that kind. */
export function isKind<K extends KindName>(resource: Resource, kind: K): resource is Resource<K> {
  return resource.kindName === kind;
}

/** `namespace/name`, or the name alone where there is no namespace. */
export function fullName({namespace, name}: {namespace: string; name: string}): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
