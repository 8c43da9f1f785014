// SPDX-License-Identifier: Apache-2.0

/** Names a kind the way an object does; an object is itself such a name. */
export interface ObjectKind {
  /** `v1` or `group/version`. */
  apiVersion: string;
  kind: string;
}

/** A kind that the server serves. */
export interface FoundKind extends ObjectKind {
  /** As the server names it in messages: `pods`, `deployments.apps`. */
  resource: string;
}

/** Names one object; `namespace` is left out for cluster-scoped kinds. */
export type ObjectKey = {
  namespace?: string | undefined;
  name: string;
};

export type ObjectMeta = ObjectKey & {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  generation?: number;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  ownerReferences?: {apiVersion: string; kind: string; name: string; uid: string; controller?: boolean}[];
};

/** An object as the API server answers it. What lies below `spec` and `status` is the reader's to check. */
export interface KubeObject extends ObjectKind {
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** An object to be written; its values may hold bigint, which JSON numbers of any size are written from. */
export interface ObjectToApply extends ObjectKind {
  metadata: ObjectKey & Record<string, unknown>;
  [field: string]: unknown;
}

export interface ListOptions {
  /** All namespaces when left out. */
  namespace?: string | undefined;
  labelSelector?: string;
  fieldSelector?: string;
}

export interface PageOptions extends ListOptions {
  /** Objects of a page; 500 when left out. */
  pageSize?: number;
  /** Answers objects without anything but their metadata, which is all that the server then sends. */
  metadataOnly?: boolean;
  /** Ends the reading with an error. */
  signal?: AbortSignal | undefined;
}

export interface ApplyOptions {
  fieldManager: string;
  /** Takes fields over that another manager owns; without it such a conflict is an error with status 409. */
  force?: boolean;
  /** Everything but the write happens: defaulting, validation, admission. */
  dryRun?: boolean;
}

export interface PatchOptions {
  type: 'merge' | 'strategic' | 'json';
  subresource?: 'status' | 'scale';
}

export interface DeleteOptions {
  propagation?: 'Foreground' | 'Background' | 'Orphan';
  /** Seconds a pod gets to stop; 0 removes it without asking its node. */
  gracePeriodSeconds?: number;
  dryRun?: boolean;
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubeObject;
}

export interface ServerVersion {
  gitVersion: string;
  major: string;
  minor: string;
}

/** Where requests go and where that was read; what messages name. */
export interface ClusterOrigin {
  cluster: string;
  context: string;
  server: string;
  user: string;
  /** The kubeconfig file of the context, or how else the cluster was found. */
  source: string;
  /** The namespace of the context; `default` when it names none. */
  namespace: string;
  /** The proxy on the way, without its credentials, and the variable or field that names it. */
  proxy?: {url: string; source: string} | undefined;
  /** Whether the kubeconfig names no certificate authority. */
  usesSystemRoots?: boolean;
}

/**
 * A Kubernetes API server as the rest of the program sees it. Every call ends, well or with an `ApiError` that names
 * the cluster and what to do, within the request timeout. A kind the server does not serve has no objects: reading
 * answers nothing, writing fails.
 */
export interface Cluster {
  readonly origin: ClusterOrigin;
  serverVersion(): Promise<ServerVersion>;
  /** Whether the server knows the kind now; a kind whose CRD was just created counts at once. */
  serves(kind: ObjectKind): Promise<boolean>;
  get(kind: ObjectKind, key: ObjectKey): Promise<KubeObject | undefined>;
  /** Reads page by page; the order is the server's. */
  list(kind: ObjectKind, options?: ListOptions): Promise<KubeObject[]>;
  /** The same, each page as it comes, for what is too much to hold at once. */
  pages(kind: ObjectKind, options?: PageOptions): AsyncIterable<KubeObject[]>;
  /** Server-side apply with strict field validation. */
  apply(object: ObjectToApply, options: ApplyOptions): Promise<KubeObject>;
  create(object: ObjectToApply, options: {fieldManager: string}): Promise<KubeObject>;
  patch(kind: ObjectKind, key: ObjectKey, patch: unknown, options: PatchOptions): Promise<KubeObject>;
  /** False when there was nothing to delete. */
  delete(kind: ObjectKind, key: ObjectKey, options?: DeleteOptions): Promise<boolean>;
  /**
   * What is there, as added, and then what happens to it, until the signal fires or an error comes that will not pass.
   * Where the server or the network ends the watch it goes on from there; what was missed meanwhile is told, a deleted
   * object as it was last seen.
   */
  watch(kind: ObjectKind, options: ListOptions & {signal: AbortSignal}): AsyncIterable<WatchEvent>;
  /** Ends idle connections, so that the process can. */
  close(): void;
}

/**
 * Finds what a user may mean by `deploy`, `Services`, `gateways.gateway.networking.k8s.io`, or by `gateway`, which more
 * than one group has; in the server's order.
 */
export interface KindFinder {
  findKinds(word: string): Promise<FoundKind[]>;
}

/** An object and the kind it was found under. */
export interface FoundObject {
  kind: FoundKind;
  object: KubeObject;
}

/** What it takes to look at objects. */
export type ClusterReader = Pick<Cluster, 'get' | 'list'>;
