// SPDX-License-Identifier: Apache-2.0
import type {ProxyVersions} from '../../envoy/bootstrap.js';
import {alignColumns} from '../columns.js';

/** The versions of a proxy, those it names. */
export function versionTable({istio, istioProxy, envoy}: ProxyVersions): string {
  const rows = [
    ['Istio Version:', istio],
    ['Istio Proxy Version:', istioProxy],
    ['Envoy Version:', envoy],
  ];
  return alignColumns(
    rows.filter(([, version]) => version !== ''),
    1,
  );
}
