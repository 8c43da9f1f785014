// SPDX-License-Identifier: Apache-2.0

/** A host that ServiceEntries or Services define. */
export interface KnownHost {
  /** Undefined where nobody can say: the host is of a place that is not read. */
  ports: readonly number[] | undefined;
  /** Labels of the pods behind it, where a ServiceEntry says so. */
  selector: Readonly<Record<string, string>>;
}

export interface KnownHosts {
  /** The host as a resource of that namespace and exportTo sees it. */
  find(namespace: string, exportTo: readonly string[] | undefined, host: string): KnownHost | undefined;
}
