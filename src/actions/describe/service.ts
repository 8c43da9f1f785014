// SPDX-License-Identifier: Apache-2.0
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {type Kname, parts, phaseOf, text, texts} from '../../describe/objects.js';
import {usageMistake} from '../../errors.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {printIngress} from './ingress.js';
import type {describeFlags} from './mesh.js';
import {existing, keyIn, printLines, printService, withDescribedMesh} from './mesh.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

const PROXY = 'istio-proxy';

export type DescribeServiceFlags = GlobalFlagValues & FlagValues<typeof describeFlags>;

/** Says which rules, routes and policies concern a service. */
export async function describeService(
  session: Session,
  argv: readonly string[],
  flags: DescribeServiceFlags,
): Promise<void> {
  const [target] = argv.map(String);
  if (target === undefined || argv.length > 1) throw usageMistake('expecting service name');
  await withDescribedMesh(flags, async (mesh) => {
    const {cluster, kname} = mesh;
    const key = keyIn(target, mesh.namespace);
    const service = await existing(cluster, 'Service', 'services', key);
    const selector = Object.entries(texts(service['spec'], 'selector')).map((pair) => pair.join('='));
    const labelSelector = selector.join(',');
    const pods = await cluster.list(POD, {namespace: key.namespace, ...(labelSelector && {labelSelector})});
    const meshed = pods.filter((pod) => {
      const problem = problemOf(pod, kname);
      if (problem !== undefined) printLines(session, [problem]);
      return problem === undefined;
    });
    const [pod] = meshed;
    if (!pod) return sayEmpty(session, kname(service.metadata), pods.length);
    const labelSets = meshed.map(({metadata}) => metadata.labels ?? {});
    const dump = await mesh.dumpOf(pod, 'failed to execute command on sidecar');
    await printService(session, mesh, service, {pod, labelSets, dump});
    await printIngress(session, mesh, [service], labelSets);
  });
}

function sayEmpty(session: Session, name: string, pods: number): void {
  const quoted = JSON.stringify(name);
  if (pods === 0) return printLines(session, [`Service ${quoted} has no pods.`]);
  printLines(session, [
    `Service ${quoted} has no Istio pods.  (${pods} pods in service).`,
    'Use `istioctl kube-inject` or redeploy with Istio automatic sidecar injection.',
  ]);
}

/** Why a pod takes no part in the mesh now, on a line. */
function problemOf(pod: KubeObject, kname: Kname): string | undefined {
  const name = kname(pod.metadata);
  if (phaseOf(pod) !== 'Running') return `   Pod is not Running (${phaseOf(pod)})`;
  const statuses = ['containerStatuses', 'initContainerStatuses'].flatMap((list) => parts(pod['status'], list));
  const proxy = statuses.find((each) => text(each, 'name') === PROXY);
  if (!proxy) return `Pod ${name}: no container "${PROXY}" in pod`;
  return proxy['ready'] === true ? undefined : `WARNING: Pod ${name} Container ${PROXY} NOT READY`;
}
