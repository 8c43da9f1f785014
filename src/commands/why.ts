// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {runWhy} from '../actions/why/run.js';
import {hostPort, output} from '../cli/flags/global.js';
import {adminPort, checkAdminPort} from '../cli/flags/proxy.js';
import {IstioCommand} from '../cli/istio-command.js';

const FILES = {multiple: true, helpValue: 'FILE'} as const;

export default class Why extends IstioCommand {
  static override summary = 'Explain why requests fail, from a log line to the object to change';
  static override description =
    `Reads access logs of Envoy (text, JSON, or the accessLogFormat of the mesh) and of ztunnel, groups the requests that failed,
and judges causes by objects, config dumps, endpoints and events. It does not guess: without a cause that holds it prints what was ruled out.

Ends with 0 when every failure has a cause, 80 when one has none, 64 for a usage mistake, 65 for input that cannot be read.`;
  static override task = 'proxies' as const;
  static override examples = [
    {description: 'A workload, by its log', command: '<%= config.bin %> why deploy/cart.shop'},
    {
      description: 'From the log of a sidecar, with the objects of the cluster',
      command: 'kubectl logs deploy/cart -c istio-proxy --since 10m | <%= config.bin %> why -f - --config objects.yaml',
    },
    {
      description: 'With logs of both ends, and the dump of a proxy',
      command: '<%= config.bin %> why -f access.log -f server.log --config objects.yaml --dump sidecar.json',
    },
    {
      description: 'A request that no log has',
      command:
        "<%= config.bin %> why --request https://shop.example.com/ --to istio-ingressgateway.istio-system:443 --result 'connection refused' --config objects.yaml",
    },
    {description: 'What a response flag means', command: '<%= config.bin %> why --explain UF'},
  ];
  static override args = {
    target: Args.string({description: 'Pod, or TYPE/NAME[.NAMESPACE]; with --explain a flag or code detail'}),
  };
  static override flags = {
    ...adminPort,
    config: Flags.string({
      ...FILES,
      summary: 'File or folder with objects of the cluster, events among them; may be repeated',
      helpValue: 'PATH',
    }),
    dump: Flags.string({
      ...FILES,
      summary: 'Config dump of a proxy, or what it answers to /clusters?format=json; may be repeated',
    }),
    explain: Flags.boolean({summary: 'Print what a response flag or code detail means, or list all'}),
    file: Flags.string({...FILES, char: 'f', summary: 'Access log; - is standard input; may be repeated'}),
    flag: Flags.string({
      summary: 'Only requests with this response flag; without a log, what it means',
      helpValue: 'FLAG',
    }),
    log: Flags.string({
      ...FILES,
      summary: 'Log of istio-proxy or istiod, for configuration that a proxy refused; may be repeated',
    }),
    output: output(['text', 'json'], 'text'),
    request: Flags.string({summary: 'URL of a request that failed', helpValue: 'URL'}),
    result: Flags.string({
      summary: 'With --request: what came back, for example "connection refused"',
      helpValue: 'TEXT',
    }),
    stats: Flags.string({...FILES, summary: 'Counters of a proxy, as /stats prints them; may be repeated'}),
    to: hostPort({summary: 'With --request: where the client connected to'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Why);
    const {config = [], dump = [], file = [], log = [], stats = []} = flags;
    checkAdminPort(flags['proxy-admin-port']);
    const live = {cluster: flags, namespace: flags.namespace, adminPort: flags['proxy-admin-port']};
    const {explain = false, flag, output, request, result, to, istioNamespace} = flags;
    const asked = {target: args.target, explain, flag, output, request, result, to, istioNamespace};
    await runWhy({config, dump, file, log, stats, ...asked, live}, this.terminal);
  }
}
