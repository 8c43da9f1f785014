// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {clusterOptions} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {injectionWebhooks} from '../../inject/sources.js';
import {webhookDecisions} from '../../inject/webhook-decision.js';
import {type ConnectedCluster, connect} from '../../io/kube/connect.js';
import {parsePodTarget, podOf} from '../../io/kube/pod-target.js';
import {equalities, type Labels} from '../../revision/label-selector.js';
import {decisionsTable} from '../../writer/inject/decisions.js';

export default class CheckInject extends IstioCommand {
  static override summary = 'Say whether a pod would be injected, by which webhook, and why';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['check-inject']);
  static override strict = false;
  static override args = {
    pod: Args.string({description: 'Pod, or type/name of what runs it; a namespace may follow a dot'}),
  };
  static override examples = [
    {description: 'A pod', command: '<%= config.bin %> x check-inject reviews-v1-7f9.shop'},
    {description: 'A pod of a deployment', command: '<%= config.bin %> x check-inject deployment/reviews -n shop'},
    {description: 'A pod that is not there yet', command: '<%= config.bin %> x check-inject -n shop -l app=reviews'},
  ];
  static override flags = {
    labels: Flags.string({
      char: 'l',
      summary: 'Labels of a pod that need not exist',
      default: '',
      helpValue: 'KEY=VALUE,…',
    }),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(CheckInject);
    const [text, ...more] = argv.map(String);
    if (more.length > 0 || (text === undefined) === (flags.labels === '')) {
      throw usageMistake(
        'check-inject requires only [<resource-type>/]<resource-name>[.<namespace>], or specify labels flag',
        {hint: `run '${this.config.bin} x check-inject --help' for usage`},
      );
    }
    const cluster = await connect(clusterOptions(flags));
    try {
      const namespace = flags.namespace || cluster.origin.namespace;
      const pod =
        text === undefined ? {namespace, labels: equalities(flags.labels)} : await podNamed(cluster, text, namespace);
      const home = await labelsOf(cluster, 'Namespace', {name: pod.namespace});
      const decisions = webhookDecisions(await injectionWebhooks(cluster), home, pod.labels);
      const coloured = isCompatible(flags.compat) || this.terminal.colour;
      this.print(decisionsTable(decisions, {coloured}));
    } finally {
      cluster.close();
    }
  }
}

async function podNamed(
  cluster: ConnectedCluster,
  text: string,
  home: string,
): Promise<{namespace: string; labels: Labels}> {
  const pod = await podOf(cluster, parsePodTarget(text, home));
  return {namespace: pod.namespace, labels: await labelsOf(cluster, 'Pod', pod)};
}

async function labelsOf(
  cluster: ConnectedCluster,
  kind: 'Pod' | 'Namespace',
  key: {namespace?: string; name: string},
): Promise<Labels> {
  const object = await cluster.get({apiVersion: 'v1', kind}, key);
  if (object) return object.metadata.labels ?? {};
  throw new IstioctlError(`${kind.toLowerCase()}s ${JSON.stringify(key.name)} not found`, {
    hint: key.namespace === undefined ? 'name another with -n' : `it is looked for in namespace ${key.namespace}`,
  });
}
