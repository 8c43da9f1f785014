// SPDX-License-Identifier: Apache-2.0

import type {Resources} from '../../model/resources.js';
import {fullHost} from './hosts.js';
import type {KnownHost, KnownHosts} from './known-host.js';

const EVERYWHERE = '*';

/** The table of the Go istioctl (spec §3.0): who sees which host. */
export function hostsOfReference(resources: Resources): KnownHosts {
  const table = new Map<string, KnownHost>();
  addServiceEntries(table, resources);
  addServices(table, resources);
  const wild = [...table].flatMap(([key, entry]) => {
    const [scope = '', host = ''] = key.split('/');
    return host.startsWith('*') ? [{scope, suffix: host.slice(1), entry}] : [];
  });
  return {
    find(namespace, exportTo, host) {
      const full = fullHost(namespace, host);
      const scopes = exportTo?.length ? exportTo.map((scope) => (scope === '.' ? namespace : scope)) : [namespace];
      for (const scope of [EVERYWHERE, ...scopes]) {
        const entry = table.get(`${scope}/${full}`);
        if (entry) return entry;
      }
      const plain = host.startsWith('*') ? host.slice(1) : host;
      const seen = wild.filter(({scope}) => scope === EVERYWHERE || scope === namespace);
      return seen.find(({suffix}) => plain.endsWith(suffix))?.entry;
    },
  };
}

function addServiceEntries(table: Map<string, KnownHost>, resources: Resources): void {
  for (const {namespace, spec} of resources.all('ServiceEntry')) {
    const entry = {
      ports: (spec.ports ?? []).map(({number}) => number ?? 0),
      selector: spec.workloadSelector?.labels ?? {},
    };
    const exported = spec.exportTo?.length ? spec.exportTo : [EVERYWHERE];
    const scopes = exported.includes(EVERYWHERE) ? [EVERYWHERE] : exported;
    for (const host of spec.hosts ?? []) {
      for (const scope of scopes) table.set(`${scope === '.' ? namespace : scope}/${fullHost(namespace, host)}`, entry);
    }
  }
}

function addServices(table: Map<string, KnownHost>, resources: Resources): void {
  for (const {namespace, name, annotations, spec} of resources.all('Service')) {
    const entry = {ports: (spec.ports ?? []).map(({port = 0}) => port), selector: {}};
    const exported = annotations['networking.istio.io/exportTo'] ?? EVERYWHERE;
    for (const scope of exported.split(',').map((text) => text.trim())) {
      table.set(`${scope === '.' ? namespace : scope}/${fullHost(namespace, name)}`, entry);
    }
  }
}
