// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {labels} from '../checks/labels.js';
import {port} from '../checks/port.js';
import {type Config, error, multiError, type Problems} from '../problem.js';

type Probe = NonNullable<Specs['WorkloadGroup']['probe']>;

/** The rules of spec §4.6. */
export function* workloadGroup({spec}: Config<'WorkloadGroup'>): Problems {
  if (!spec.template) {
    yield error('template is required');
    return;
  }
  const wrong = [...labels(spec.metadata?.labels)].map(({text}) => text);
  if (wrong.length > 0) {
    yield error(`invalid labels: ${multiError(wrong)}`);
    return;
  }
  if (spec.probe) yield* probe(spec.probe);
}

const COUNTS = [
  'periodSeconds',
  'initialDelaySeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function* probe(check: Probe): Problems {
  for (const count of COUNTS) if ((check[count] ?? 0) < 0) yield error(`${count} must be non-negative`);
  if (check.httpGet) yield* httpGet(check.httpGet);
  else if (check.tcpSocket) yield* port(check.tcpSocket.port);
  else if (check.exec) {
    if (!check.exec.command?.length) yield error('exec.command is required');
  } else yield error(`unknown health check method ${check.grpc ? '*v1alpha3.ReadinessProbe_Grpc' : '<nil>'}`);
}

function* httpGet(get: Partial<NonNullable<Probe['httpGet']>>): Problems {
  yield* port(get.port);
  if (get.scheme && get.scheme !== 'HTTP' && get.scheme !== 'HTTPS') {
    yield error('httpGet.scheme must be one of "HTTPS", "HTTP"');
  }
  for (const {name = ''} of get.httpHeaders ?? []) yield* plainHeaderName(name);
}

function* plainHeaderName(name: string): Problems {
  if (name === '') yield error('header name cannot be empty');
  else if (!/^[-A-Za-z0-9]+$/.test(name)) yield error(`header name ${name} is not a valid header name`);
}
