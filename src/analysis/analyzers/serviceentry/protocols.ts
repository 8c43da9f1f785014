// SPDX-License-Identifier: Apache-2.0

import {EVERYWHERE, exportScopes} from '../../index/hosts/export-scopes.js';
import {byReader} from '../../index/revisions.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

interface Port {
  entry: Resource<'ServiceEntry'>;
  scope: string;
  host: string;
  port: number;
  protocol: string;
}

/** ServiceEntries that give one port of a host different protocols, where some namespace sees both (IST0177 of 1.31). */
export function* protocolConflicts(resources: Resources): Generator<Message> {
  const reported = new Set<Resource>();
  for (const ports of groupBy(resources.all('ServiceEntry').flatMap(portsOf), portKey).values()) {
    for (const seen of visibleTogether(ports).flatMap((all) => byReader(all, ({entry}) => entry))) {
      const protocols = [...new Set(seen.map(({protocol}) => protocol))].toSorted();
      if (protocols.length < 2) continue;
      const names = [...new Set(seen.map(({entry}) => fullName(entry)))].toSorted();
      for (const {entry, host, port} of seen) {
        if (reported.has(entry)) continue;
        reported.add(entry);
        const parameters = [names.join(', '), host, port, protocols.join(', ')];
        yield message('IST0177', entry, parameters, ['metadata', 'name']);
      }
    }
  }
}

function portKey({host, port}: Port): string {
  return `${host} ${port}`;
}

function portsOf(entry: Resource<'ServiceEntry'>): Port[] {
  const {hosts = [], ports = [], exportTo} = entry.spec;
  return exportScopes(exportTo, entry.namespace).flatMap((scope) =>
    hosts.flatMap((host) =>
      ports.map(({number: port = 0, protocol = ''}) => ({entry, scope, host, port, protocol: protocol.toUpperCase()})),
    ),
  );
}

/** For each scope the ports that are seen there; those for everywhere are seen in each. */
function visibleTogether(ports: readonly Port[]): (readonly Port[])[] {
  const everywhere = ports.filter(({scope}) => scope === EVERYWHERE);
  const narrower = [...groupBy(ports, ({scope}) => scope)].filter(([scope]) => scope !== EVERYWHERE);
  return [everywhere, ...narrower.map(([, own]) => [...own, ...everywhere])];
}
