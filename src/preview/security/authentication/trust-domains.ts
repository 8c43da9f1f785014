// SPDX-License-Identifier: Apache-2.0
import type {Mesh} from '../../model/mesh.js';
import {meshConfig} from '../../settings/mesh-config.js';

/** Returns the trust domains whose workloads are let in by mutual TLS: the mesh's own, its aliases, those of further roots. */
export function peerTrustDomains({settings}: Mesh): string[] {
  const ofRoots = (meshConfig(settings).caCertificates ?? []).flatMap(({trustDomains = []}) => trustDomains);
  const all = [settings.trustDomain, ...settings.trustDomainAliases, ...ofRoots];
  return [...new Set(all.filter((domain) => domain !== ''))];
}
