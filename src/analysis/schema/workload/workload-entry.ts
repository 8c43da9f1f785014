// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import type {Specs} from '../../model/resource.js';
import {isAddress, UNIX, unixPath} from '../checks/address.js';
import {fqdnProblem} from '../checks/domain.js';
import {labels} from '../checks/labels.js';
import {port, portName} from '../checks/port.js';
import {type Config, error, type Problems, warning} from '../problem.js';

/** The rules of spec §4.6. */
export function* workloadEntry({spec}: Config<'WorkloadEntry'>): Problems {
  yield* workload(spec, {names: true});
}

/** A workload by its address; `names`: it may also be known by a name. */
export function* workload(spec: Specs['WorkloadEntry'], {names}: {names: boolean}): Problems {
  const {address = '', network = '', ports = {}} = spec;
  if (address === '' && network === '') {
    yield error('address is required');
    return;
  }
  if (address === '') yield warning(`address is unset with network ${goQuote(network)}`);
  else if (address.startsWith(UNIX)) {
    yield* unixPath(address.slice(UNIX.length));
    if (Object.keys(ports).length > 0) yield error(`unix endpoint ${address} must not include ports`);
  } else if (!isAddress(address)) yield* named(address, names);
  for (const [name, number] of Object.entries(ports)) {
    yield* portName(name);
    yield* port(number);
  }
  yield* labels(spec.labels);
}

function* named(address: string, names: boolean): Problems {
  if (!names) yield error(`endpoint address ${goQuote(address)} is not a valid IP address`);
  else if (fqdnProblem(address) !== undefined) {
    yield error(`endpoint address ${goQuote(address)} is not a valid FQDN or an IP address`);
  }
}
