// SPDX-License-Identifier: Apache-2.0
import type {ChainCertificate} from './chain.js';

/** Where a certificate is used. */
export type CertificateKind = 'workload' | 'gateway' | 'ca' | 'root' | 'webhook';

/** Certificates that something presents to others. */
export interface Presented {
  namespace: string;
  /** What presents them: a pod, a Secret, a service account behind a ztunnel. */
  name: string;
  kind: 'workload' | 'gateway' | 'ca';
  chain: readonly ChainCertificate[];
  /** Blocks that could not be read. */
  unreadable: number;
  /** What it is known as besides. */
  note: string;
  /** Why there are none. */
  missing?: string;
}

/** Authorities that something checks others against. */
export interface Trusting {
  namespace: string;
  name: string;
  kind: 'workload' | 'root' | 'webhook';
  roots: readonly ChainCertificate[];
  /** Authorities of other trust domains, from a SPIFFE bundle. */
  bundles: ReadonlyMap<string, readonly ChainCertificate[]>;
  /** Blocks that could not be read. */
  unreadable: number;
  missing?: string;
}

/** What was found in a mesh. */
export interface Holdings {
  presented: Presented[];
  trusting: Trusting[];
  /** The roots of istiod's authority; empty where they could not be read. */
  meshRoots: readonly ChainCertificate[];
  unread: Unread[];
}

/** What should have been looked at and could not be. */
export interface Unread {
  what: string;
  reason: string;
}
