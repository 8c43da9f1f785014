// SPDX-License-Identifier: Apache-2.0
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {podRevision, selects, text, texts} from '../../describe/objects.js';
import {effectiveMtls} from '../../describe/peer-authentication.js';
import type {ConfigDump} from '../../envoy/dump/config-dump.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {mtlsLines, podLines} from '../../writer/describe/pod.js';
import {printIngress} from './ingress.js';
import type {describeFlags} from './mesh.js';
import {type DescribedMesh, existing, keyIn, printLines, printService, RULE, withDescribedMesh} from './mesh.js';
import {meshConfigIn} from './mesh-config-map.js';

const SERVICE = {apiVersion: 'v1', kind: 'Service'};

const PEER_AUTHENTICATION = {apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication'};

const REQUIREMENTS = 'https://istio.io/docs/setup/kubernetes/additional-setup/requirements/';

export type DescribePodFlags = GlobalFlagValues & FlagValues<typeof describeFlags>;

/** Says which services, rules, routes and policies concern a pod. */
export async function describePod(session: Session, argv: readonly string[], flags: DescribePodFlags): Promise<void> {
  const [target] = argv.map(String);
  if (target === undefined || argv.length > 1) throw usageMistake('expecting pod name');
  const {ignoreUnmeshed, istioNamespace} = flags;
  await withDescribedMesh(flags, async (mesh) => {
    const {cluster, kname} = mesh;
    const key = keyIn(target, mesh.namespace);
    const pod = await existing(cluster, 'Pod', 'pods', key);
    const labels = pod.metadata.labels ?? {};
    printLines(session, podLines(pod, kname, {ignoreUnmeshed}));
    const services = (await cluster.list(SERVICE, {namespace: key.namespace})).filter(({spec}) => {
      const selector = texts(spec, 'selector');
      return Object.keys(selector).length > 0 && selects(selector, labels);
    });
    if (services.length === 0 && !ignoreUnmeshed) {
      printLines(session, [`Warning: No Kubernetes Services select pod ${kname(pod.metadata)} (see ${REQUIREMENTS} )`]);
    }
    printLines(session, [RULE]);
    const dump = await sidecar(mesh, pod, ignoreUnmeshed);
    for (const [i, service] of (dump ? services : []).entries()) {
      if (i > 0) printLines(session, [RULE]);
      if (dump) await printService(session, mesh, service, {pod, labelSets: [labels], dump});
    }
    printLines(session, [RULE]);
    const rootNamespace =
      text(await meshConfigIn(cluster, istioNamespace, podRevision(pod)), 'rootNamespace') || istioNamespace;
    const namespaces = [...new Set([rootNamespace, key.namespace])];
    const lists = await Promise.all(namespaces.map((namespace) => cluster.list(PEER_AUTHENTICATION, {namespace})));
    printLines(session, mtlsLines(effectiveMtls(lists.flat(), labels, rootNamespace)));
    await printIngress(session, mesh, services, [labels]);
  });
}

async function sidecar(mesh: DescribedMesh, pod: KubeObject, ignoreUnmeshed: boolean): Promise<ConfigDump | undefined> {
  try {
    return await mesh.dumpOf(pod, 'failed to execute command on sidecar');
  } catch (error) {
    if (!ignoreUnmeshed || !(error instanceof IstioctlError)) throw error;
    return undefined; // What is not in the mesh has no proxy to ask.
  }
}
