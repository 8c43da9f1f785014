// SPDX-License-Identifier: Apache-2.0
import {endOfValue, expectEnd, type JsonText, parseSpan, startOf} from '../envoy/dump/json-text.js';
import {isMessage} from '../envoy/dump/message.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {certificateCodec} from './certificate.js';
import {list, map, struct, type TypeOf, values} from './codec.js';
import {policyCodec} from './policy.js';
import {serviceCodec} from './service.js';
import {stateCodec} from './state.js';
import {workloadCodec} from './workload.js';

/** What ztunnel answers to /config_dump (spec/proxy.md §7). */
const dumpCodec = struct({
  services: values(serviceCodec),
  workloads: values(workloadCodec),
  policies: values(policyCodec),
  certificates: values(certificateCodec),
  workloadState: map(stateCodec),
});

export type ZtunnelDump = TypeOf<typeof dumpCodec>;

/** Reads a dump of ztunnel. Throws an IstioctlError where it is none. */
export function readZtunnelDump(file: JsonText): ZtunnelDump {
  const own = {...file, origin: 'ztunnel'};
  const start = startOf(own);
  const end = endOfValue(own, start);
  const value = parseSpan(own, {start, end});
  expectEnd(own, end);
  if (isMessage(value) && Array.isArray(value['configs'])) {
    throw new IstioctlError(`${file.name} is a config dump of Envoy`, {
      hint: 'istioctl proxy-config shows it',
      exitCode: ExitCode.UnreadableInput,
    });
  }
  return dumpCodec.read(value, '');
}

/** Lists of each kind, for printing them whole. */
export const workloadList = list(workloadCodec);
export const serviceList = list(serviceCodec);
export const policyList = list(policyCodec);
export const certificateList = list(certificateCodec);
export const stateList = list(stateCodec);
