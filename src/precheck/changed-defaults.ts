// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../analysis/model/message.js';
import {usageMistake} from '../errors.js';
import type {Cluster} from '../io/kube/cluster.js';

const ZIPKIN = {namespace: 'istio-system', name: 'zipkin'};

const TRACING =
  "tracing is no longer by default enabled to send to 'zipkin.istio-system.svc'; follow https://istio.io/latest/docs/tasks/observability/distributed-tracing/telemetry-api/";

/** The minor version of an Istio 1 release, `1.21`. Throws in the reference's words for anything else. */
export function minorVersion(version: string): number {
  const [major = '', minor = ''] = version.split('.');
  if (!version.includes('.')) {
    throw usageMistake(`invalid version ${version}, expected format like '1.0'`);
  }
  if (major !== '1') throw usageMistake(`expected major version 1, got ${version}`);
  if (!/^[+-]?\d+$/.test(minor)) {
    throw usageMistake(`minor version is not a number: ${minor}`);
  }
  return Number(minor);
}

/** What an upgrade from that minor version changes that the mesh relies on. */
export async function changedDefaults(cluster: Pick<Cluster, 'get'>, from: number): Promise<Message[]> {
  if (from > 21 || !(await cluster.get({apiVersion: 'v1', kind: 'Service'}, ZIPKIN))) return [];
  const subject = {kind: 'Service', ...ZIPKIN, annotations: {}};
  return [message('IST0169', subject, ['meshConfig.defaultConfig.tracer', '1.21', TRACING, '1.21'])];
}
