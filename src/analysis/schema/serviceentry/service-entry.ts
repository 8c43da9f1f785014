// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import type {Specs} from '../../model/resource.js';
import {subnet} from '../checks/address.js';
import {workloadLabels} from '../checks/attachment.js';
import {wildcardDomainProblem} from '../checks/domain.js';
import {exportTo} from '../checks/export-to.js';
import {isHttp, isTls, port, portName, protocol} from '../checks/port.js';
import {type Config, error, type Problems, warning} from '../problem.js';
import {resolution} from './resolution.js';

type Spec = Specs['ServiceEntry'];

/** The rules of spec §4.4. */
export function* serviceEntry(config: Config<'ServiceEntry'>): Problems {
  const {namespace, spec} = config;
  const selection = [...workloadLabels('service entry', spec.workloadSelector)];
  yield* selection;
  if (selection.some(({level}) => level === 'Error')) return;
  if (spec.workloadSelector && spec.endpoints?.length) {
    yield error('only one of WorkloadSelector or Endpoints is allowed in Service Entry');
  }
  yield* hosts(spec);
  yield* addresses(spec);
  yield* ports(config);
  yield* resolution(config);
  yield* severalHosts(spec);
  yield* exportTo(spec.exportTo, {namespace, nobodyAllowed: true});
}

function* hosts({hosts = [], resolution: mode}: Spec): Problems {
  if (hosts.length === 0) yield error('service entry must have at least one host');
  for (const host of hosts) {
    if (host === '*') {
      yield error(`invalid host ${host}`);
      continue;
    }
    const problem = wildcardDomainProblem(host);
    if (problem !== undefined) yield error(problem);
    if (mode !== 'DYNAMIC_DNS' && host.includes('*') && !host.startsWith('*.')) {
      yield warning(`partial wildcard ${goQuote(host)} not allowed`);
    }
  }
}

function* addresses({addresses = [], resolution: mode = 'NONE'}: Spec): Problems {
  const blocks = addresses.some((address) => address.includes('/'));
  for (const address of addresses) yield* subnet(address);
  if (blocks && mode !== 'NONE' && mode !== 'STATIC') {
    yield error('CIDR addresses are allowed only for NONE/STATIC resolution types');
  }
}

function* ports({spec, labels}: Config<'ServiceEntry'>): Problems {
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const {name = '', number = 0, targetPort, protocol: spoken = ''} of spec.ports ?? []) {
    if (names.has(name)) yield error(`service entry port name ${goQuote(name)} already defined`);
    if (numbers.has(number)) yield error(`service entry port ${number} already defined`);
    names.add(name);
    numbers.add(number);
    if (targetPort) yield* port(targetPort);
    if (!spec.addresses?.length && !getsAddresses(spec, labels) && (spoken === '' || spoken === 'TCP')) {
      yield warning(
        'addresses are required for ports serving TCP (or unset) protocol when IP Autoallocation is not enabled',
      );
    }
    yield* portName(name);
    yield* protocol(spoken);
    yield* port(number);
  }
}

/** Whether istiod gives the entry addresses of its own. */
function getsAddresses({resolution: mode = 'NONE'}: Spec, labels: Readonly<Record<string, string>>): boolean {
  return mode !== 'NONE' && labels['networking.istio.io/enable-autoallocate-ip'] !== 'false';
}

function* severalHosts({hosts = [], ports: [first] = [], resolution: mode = 'NONE'}: Spec): Problems {
  const spoken = first?.protocol ?? '';
  if (mode === 'NONE' || hosts.length < 2 || !first || isHttp(spoken) || isTls(spoken)) return;
  yield error('multiple hosts provided with non-HTTP, non-TLS ports');
}
