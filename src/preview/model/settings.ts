// SPDX-License-Identifier: Apache-2.0

/** The mesh's settings with the defaults of the control plane in place; field names and types are MeshConfig's, decoded. */
export interface MeshSettings {
  rootNamespace: string;
  trustDomain: string;
  trustDomainAliases: readonly string[];
  /** Of Kubernetes' services: `cluster.local`. */
  domain: string;
  /** MeshConfig, decoded over its defaults: fields in lowerCamelCase, durations as text, enums by name. */
  config: Readonly<Record<string, unknown>>;
}
