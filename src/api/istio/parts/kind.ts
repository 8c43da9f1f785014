// SPDX-License-Identifier: Apache-2.0

import type {z} from 'zod';

/** A column that `kubectl get` prints. */
export interface Column {
  name: string;
  jsonPath: string;
  type: 'string' | 'date';
  description: string;
}

/** One of Istio's own resource kinds: all that its CustomResourceDefinition says but for what is the same for all. */
export interface IstioKind<Spec extends z.ZodType = z.ZodType> {
  group: 'extensions.istio.io' | 'networking.istio.io' | 'security.istio.io' | 'telemetry.istio.io';
  kind: string;
  plural: string;
  shortNames?: readonly string[];
  /** Served versions in the order of the CRD; all have the same schema. */
  versions: readonly string[];
  /** The version that is written to etcd; the first one unless said otherwise. */
  storage?: string;
  columns?: readonly Column[];
  /** A resource without a spec is refused. */
  specRequired?: boolean;
  spec: Spec;
}

/** Gives a kind its narrow type; the value is returned as it is. */
export function istioKind<Spec extends z.ZodType>(kind: IstioKind<Spec>): IstioKind<Spec> {
  return kind;
}

export const ageColumn: Column = {
  name: 'Age',
  jsonPath: '.metadata.creationTimestamp',
  type: 'date',
  description: 'Time since the resource was created.',
};

export function column(name: string, jsonPath: string, description: string): Column {
  return {name, jsonPath, type: 'string', description};
}
