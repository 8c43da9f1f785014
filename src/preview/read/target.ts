// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Mesh, Pod} from '../model/mesh.js';

/** A proxy as a command line names it. */
export interface TargetRequest {
  /** `POD`, `POD.NAMESPACE`, or `TYPE/NAME[.NAMESPACE]`. */
  target: string;
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
 * Returns the pod of a target. Of several pods of a workload the first by name counts.
 *
 * @throws IstioctlError where there is none
 */
export function findPod(mesh: Mesh, {target, namespace: initial}: TargetRequest): Pod {
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
  const own = pods.filter((pod) => pod.namespace === namespace).toSorted((a, b) => (a.name < b.name ? -1 : 1));
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
