// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {printIngress} from '../../../actions/describe/ingress.js';
import {
  type DescribedMesh,
  describeFlags,
  existing,
  keyIn,
  printLines,
  printService,
  RULE,
  withDescribedMesh,
} from '../../../actions/describe/mesh.js';
import {meshConfigIn} from '../../../actions/describe/mesh-config-map.js';
import {checkAdminPort} from '../../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../../cli/istio-command.js';
import {podRevision, selects, text, texts} from '../../../describe/objects.js';
import {effectiveMtls} from '../../../describe/peer-authentication.js';
import type {ConfigDump} from '../../../envoy/config-dump.js';
import {IstioctlError, usageMistake} from '../../../errors.js';
import type {KubeObject} from '../../../io/kube/cluster.js';
import {mtlsLines, podLines} from '../../../writer/describe/pod.js';

const SERVICE = {apiVersion: 'v1', kind: 'Service'};
const PEER_AUTHENTICATION = {apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication'};
const REQUIREMENTS = 'https://istio.io/docs/setup/kubernetes/additional-setup/requirements/';

export default class DescribePod extends IstioCommand {
  static override summary = 'Say which services, rules, routes and policies concern a pod';
  static override task = 'proxies' as const;
  static override strict = false;
  static override args = {pod: Args.string({description: 'Pod, with .NAMESPACE where it is another'})};
  static override aliases = [
    ...spellings(['experimental', 'x', 'exp'], ['describe', 'des'], ['pod', 'po']),
    ...['pod', 'po'].map((word) => `describe:${word}`),
  ];
  static override examples = [
    {description: 'A pod', command: '<%= config.bin %> x describe pod cart-v1-abc.shop'},
    {
      description: 'A pod outside the mesh',
      command: '<%= config.bin %> x describe pod job-1 -n shop --ignoreUnmeshed',
    },
  ];
  static override flags = describeFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribePod);
    const [target] = argv.map(String);
    if (target === undefined || argv.length > 1) throw usageMistake('expecting pod name');
    checkAdminPort(flags['proxy-admin-port']);
    const {ignoreUnmeshed, istioNamespace} = flags;
    await withDescribedMesh(flags, async (mesh) => {
      const {cluster, kname} = mesh;
      const key = keyIn(target, mesh.namespace);
      const pod = await existing(cluster, 'Pod', 'pods', key);
      const labels = pod.metadata.labels ?? {};
      printLines(this.session, podLines(pod, kname, {ignoreUnmeshed}));
      const services = (await cluster.list(SERVICE, {namespace: key.namespace})).filter(({spec}) => {
        const selector = texts(spec, 'selector');
        return Object.keys(selector).length > 0 && selects(selector, labels);
      });
      if (services.length === 0 && !ignoreUnmeshed) {
        printLines(this.session, [
          `Warning: No Kubernetes Services select pod ${kname(pod.metadata)} (see ${REQUIREMENTS} )`,
        ]);
      }
      printLines(this.session, [RULE]);
      const dump = await this.sidecar(mesh, pod, ignoreUnmeshed);
      for (const [i, service] of (dump ? services : []).entries()) {
        if (i > 0) printLines(this.session, [RULE]);
        if (dump) await printService(this.session, mesh, service, {pod, labelSets: [labels], dump});
      }
      printLines(this.session, [RULE]);
      const rootNamespace =
        text(await meshConfigIn(cluster, istioNamespace, podRevision(pod)), 'rootNamespace') || istioNamespace;
      const namespaces = [...new Set([rootNamespace, key.namespace])];
      const lists = await Promise.all(namespaces.map((namespace) => cluster.list(PEER_AUTHENTICATION, {namespace})));
      printLines(this.session, mtlsLines(effectiveMtls(lists.flat(), labels, rootNamespace)));
      await printIngress(this.session, mesh, services, [labels]);
    });
  }

  private async sidecar(
    mesh: DescribedMesh,
    pod: KubeObject,
    ignoreUnmeshed: boolean,
  ): Promise<ConfigDump | undefined> {
    try {
      return await mesh.dumpOf(pod, 'failed to execute command on sidecar');
    } catch (error) {
      if (!ignoreUnmeshed || !(error instanceof IstioctlError)) throw error;
      return undefined; // What is not in the mesh has no proxy to ask.
    }
  }
}
