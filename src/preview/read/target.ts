// SPDX-License-Identifier: Apache-2.0

import {hasLabels} from '../../analysis/index/labels.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import type {Mesh, Pod} from '../model/mesh.js';
import {GATEWAY_NAME, isWaypoint, proxyType} from './proxy.js';

/** A proxy as a command line names it. */
export interface TargetRequest {
  /** `POD`, `POD.NAMESPACE`, or `TYPE/NAME[.NAMESPACE]`. */
  target?: string;
  /** In place of a target: `NAME[.NAMESPACE]` of a gateway's workload, or of a Gateway that has it. */
  gateway?: string;
  /** In place of both: says of labels whether the pod with them is meant. */
  hasLabels?(labels: Readonly<Record<string, string>>): boolean;
  namespace: string;
}

/** The kinds that a target may name, as kubectl takes them. */
const TYPES: ReadonlySet<string> = new Set(
  [
    'pod',
    'po',
    'deployment',
    'deploy',
    'statefulset',
    'sts',
    'daemonset',
    'ds',
    'service',
    'svc',
    'replicaset',
    'rs',
    'job',
  ].flatMap((type) => [type, `${type}s`]),
);

/**
 * Returns the pod that a request names. Of several pods of a workload the first by name counts.
 *
 * @throws IstioctlError where there is none, for a waypoint, and unless the request names one of target, gateway and labels
 */
export function findPod(mesh: Mesh, request: TargetRequest): Pod {
  const {target, gateway, namespace} = request;
  if ([target, gateway, request.hasLabels].filter((one) => one !== undefined).length !== 1) {
    throw usageMistake('expected either a workload, its labels, or --gateway', {
      hint: 'for example deploy/NAME.NAMESPACE, -l app=NAME, or --gateway NAME',
    });
  }
  const pod =
    gateway !== undefined
      ? gatewayPod(mesh, gateway, namespace)
      : target === undefined
        ? labelledPod(mesh, request)
        : targetPod(mesh, target, namespace);
  if (!isWaypoint(pod)) return pod;
  throw new IstioctlError(`${pod.name}.${pod.namespace} is a waypoint: its configuration is not simulated`, {
    exitCode: ExitCode.NotChecked,
  });
}

function byName(a: Pod, b: Pod): number {
  return a.name < b.name ? -1 : 1;
}

function labelledPod(mesh: Mesh, {hasLabels: isMeant, namespace}: TargetRequest): Pod {
  const own = mesh.pods.filter((pod) => pod.namespace === namespace && isMeant?.(pod.labels));
  const [found] = own.toSorted(byName);
  if (found) return found;
  throw new IstioctlError(`no pod in namespace ${namespace} of the configuration has these labels`, {
    hint: 'Name the namespace with -n.',
  });
}

function gatewayPod(mesh: Mesh, text: string, namespace: string): Pod {
  const routers = mesh.pods.filter((pod) => proxyType(pod) === 'router').toSorted(byName);
  const found = candidates(text, namespace).flatMap((one) => routers.filter((pod) => isOfGateway(pod, one, mesh)))[0];
  if (found) return found;
  throw new IstioctlError(`cannot find gateway ${text}: no such gateway workload in the configuration`, {
    hint: 'Add the Deployment of the gateway to `--config`, or name it as `NAME.NAMESPACE`.',
  });
}

/** A gateway is named by its workload, by the Gateway of Gateway API that it is deployed for, or by one that selects it. */
function isOfGateway(pod: Pod, {name, namespace}: {name: string; namespace: string}, mesh: Mesh): boolean {
  if (pod.namespace === namespace && [pod.name, pod.workloadName, pod.labels[GATEWAY_NAME]].includes(name)) return true;
  const gateway = mesh.gateways.find((one) => one.namespace === namespace && one.name === name);
  return gateway !== undefined && hasLabels(pod.labels, gateway.spec.selector);
}

function targetPod(mesh: Mesh, target: string, initial: string): Pod {
  const [type, text] = target.includes('/')
    ? [target.slice(0, target.indexOf('/')), target.slice(target.indexOf('/') + 1)]
    : ['pod', target];
  if (!TYPES.has(type)) {
    throw new IstioctlError(`cannot find ${target}: unknown type ${type}`, {
      hint: 'Use a Pod, or for example `deploy/NAME.NAMESPACE`.',
      exitCode: ExitCode.Usage,
    });
  }
  const found = candidates(text, initial).flatMap(({name, namespace}) => podsNamed(mesh, type, name, namespace))[0];
  if (found) return found;
  throw new IstioctlError(`cannot find ${target}: no such workload in the configuration`, {
    hint: 'Name a Pod or a workload of the files, for example `deploy/NAME.NAMESPACE`.',
  });
}

/** The namespace follows the last dot; names of Pods may have dots of their own. */
function candidates(text: string, namespace: string): {name: string; namespace: string}[] {
  const dot = text.lastIndexOf('.');
  const whole = {name: text, namespace};
  return dot < 0 ? [whole] : [{name: text.slice(0, dot), namespace: text.slice(dot + 1)}, whole];
}

function podsNamed({pods, services}: Mesh, type: string, name: string, namespace: string): Pod[] {
  const own = pods.filter((pod) => pod.namespace === namespace).toSorted(byName);
  if (/^po(?:ds?)?$/.test(type)) return own.filter((pod) => pod.name === name);
  if (/^s(?:ervice|vc)s?$/.test(type)) {
    const service = services.find(
      (one) => one.registry === 'Kubernetes' && one.namespace === namespace && one.name === name,
    );
    const entries = Object.entries(service?.selector ?? {});
    return own.filter(({labels}) => entries.length > 0 && entries.every(([key, value]) => labels[key] === value));
  }
  return own.filter(({workloadName}) => workloadName === name);
}
