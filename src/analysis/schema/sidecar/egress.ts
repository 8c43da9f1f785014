// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {address, UNIX, unixPath} from '../checks/address.js';
import {port, portName, protocol} from '../checks/port.js';
import {scopedHost} from '../checks/scoped-host.js';
import {error, type Problems, warning} from '../problem.js';

type Listener = NonNullable<Specs['Sidecar']['egress']>[number];

interface Taken {
  numbers: Set<number>;
  sockets: Set<string>;
}

export function* egressListeners(listeners: readonly Partial<Listener>[], namespace: string): Problems {
  const taken: Taken = {numbers: new Set(), sockets: new Set()};
  let catchAll = false;
  for (const [i, listener] of listeners.entries()) {
    if (listener.port) yield* listenerPort(listener, taken);
    else {
      if (i !== listeners.length - 1) {
        yield error('sidecar: the egress listener with empty port should be the last listener in the list');
      } else if (catchAll) yield error('sidecar: egress can have only one listener with empty port');
      else catchAll = true;
    }
    yield* hosts(listener.hosts ?? [], namespace);
  }
}

function* listenerPort({port: on, bind = '', captureMode}: Partial<Listener>, taken: Taken): Problems {
  const {number = 0, name, protocol: spoken, targetPort} = on ?? {};
  if (targetPort) yield error('targetPort has no impact on Sidecars');
  if (name) yield* portName(name);
  yield* protocol(spoken);
  if (number !== 0) {
    yield* port(number);
    if (bind) yield* address(bind);
    if (taken.numbers.has(number)) yield error('sidecar: ports on IP bound listeners must be unique');
    taken.numbers.add(number);
    return;
  }
  if (!bind.startsWith(UNIX)) {
    yield error('sidecar: ports with 0 value must have a unix domain socket bind address');
  } else yield* unixPath(bind.slice(UNIX.length));
  if (captureMode !== undefined && captureMode !== 'DEFAULT' && captureMode !== 'NONE') {
    yield error('sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners');
  }
  if (taken.sockets.has(bind)) yield error('sidecar: unix domain socket values for listeners must be unique');
  taken.sockets.add(bind);
}

function* hosts(list: readonly string[], namespace: string): Problems {
  if (list.length === 0) yield error('sidecar: egress listener must contain at least one host');
  const seen = new Map<string, Set<string>>();
  for (const entry of list) {
    const slash = entry.indexOf('/');
    if (slash < 0) {
      yield error('host must be of form namespace/dnsName');
      continue;
    }
    yield* scopedHost(entry, {where: 'sidecar', namespaces: ['*', '.', '~'], addresses: false});
    const home = entry.startsWith('./') ? namespace : entry.slice(0, slash);
    const host = entry.slice(slash + 1);
    const others = seen.get(home) ?? new Set();
    const covered = others.has(host) || others.has('*') || (host === '*' && others.size > 0);
    if (covered) yield warning(`duplicated egress host: ${home}/${host}`);
    seen.set(home, others.add(host));
  }
  if (seen.get('*')?.has('*') && seen.size > 1) {
    yield warning('`*/*` host select all resources, no other hosts can be added');
  }
}
