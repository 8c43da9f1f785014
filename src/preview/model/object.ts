// SPDX-License-Identifier: Apache-2.0

/** A resource of the mesh as its files or the cluster have it, its spec decoded. */
export interface MeshObject<Spec = unknown> {
  kind: string;
  namespace: string;
  name: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** Order of creation: the smaller, the older. Files are as old as their order. */
  age: number;
  spec: Spec;
  /** As written. */
  status?: unknown;
  /** Where it is written; objects of a cluster have no place. */
  origin?: {file: string; line: number};
}
