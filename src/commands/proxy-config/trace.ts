// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {checkAdminPort, formatOf, proxyFlags} from '../../cli/flags/proxy.js';
import {readClaims, requestFlags} from '../../cli/flags/request.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/config-dump.js';
import {parseRequest} from '../../envoy/trace/request.js';
import {traceRequest} from '../../envoy/trace/trace.js';
import {asked, ExitCode, IstioctlError} from '../../errors.js';
import {traceDocument, traceText} from '../../writer/envoy/trace.js';
import {emitYaml} from '../../yaml/emit.js';

export default class ProxyConfigTrace extends IstioCommand {
  static override summary = 'Follow a request through the configuration of an Envoy';
  static override description = `No request is sent: the configuration is read and Envoy's own rules are applied to it.

Shown are the listener, filter chain, route configuration, virtual host and route that take the request and why others
do not, the settings that apply, and the clusters and endpoints it goes to, with the resources that each came from. What
authorization policies say depends on who asks: --source-principal, --source-ip and --jwt tell.

Ends with 0 when the request is sent on or answered, 1 when it is refused, 80 when nobody can be asked, the proxy knows
no such host, or rules decide that are not followed here, for example those of an extension that picks the cluster.`;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['trace']);
  static override examples = [
    {
      description: 'Where a request of the application goes, from a saved dump',
      command: '<%= config.bin %> proxy-config trace -f sidecar.json http://reviews:9080/',
    },
    {
      description: 'With a method and headers, for programs',
      command: "<%= config.bin %> pc trace -f sidecar.json http://reviews:9080/buy -X POST -H 'x-user: tester' -o json",
    },
    {
      description: 'What reaches the application from the mesh',
      command: '<%= config.bin %> pc trace -f sidecar.json http://cart:9080/ --inbound',
    },
    {
      description: 'Whether somebody may ask, and by which policy',
      command:
        '<%= config.bin %> pc trace -f sidecar.json http://cart:9080/ --inbound --source-principal cluster.local/ns/shop/sa/web',
    },
  ];
  static override args = {
    target: Args.string({description: 'Pod, or TYPE/NAME of what runs pods; left out with -f'}),
    request: Args.string({description: 'URL, or host:port for a connection'}),
  };
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...requestFlags,
    inbound: Flags.boolean({summary: "The request comes to the proxy's own application"}),
    plaintext: Flags.boolean({summary: 'With --inbound: the client has no sidecar and speaks plain text'}),
    'source-ip': Flags.string({summary: 'Address of the client', helpValue: 'IP'}),
    'source-principal': Flags.string({
      summary: "Name in the client's certificate, for example cluster.local/ns/shop/sa/cart",
      helpValue: 'NAME',
    }),
    sni: Flags.string({summary: 'The client speaks TLS and asks for this name', helpValue: 'NAME'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigTrace);
    const wanted = flags.file === undefined ? 2 : 1;
    if (argv.length !== wanted) {
      throw new IstioctlError(`trace requires ${wanted === 2 ? 'a pod and a URL' : 'just a URL beside --file'}`, {
        hint: 'for example: trace POD http://reviews:9080/, or trace -f dump.json http://reviews:9080/',
        exitCode: ExitCode.Usage,
      });
    }
    const {method, header, sni, inbound, plaintext} = flags;
    const request = parseRequest(String(argv.at(-1)), {method, headers: header, sni});
    checkAdminPort(flags['proxy-admin-port']);
    const format = formatOf(flags.output);
    const from = {word: 'trace', argv: argv.slice(0, -1), flags, page: adminPage.everything};
    const {text} = await asked(() => readProxyDump(from, this.terminal));
    const trace = traceRequest(readConfigDump(text), request, {
      inbound,
      plaintext,
      principal: flags['source-principal'],
      ip: flags['source-ip'],
      claims: readClaims(flags.jwt),
    });
    if (format === 'short') this.print(traceText(trace, this.terminal));
    else if (format === 'yaml') this.print(emitYaml(traceDocument(trace)));
    else this.print(`${JSON.stringify(traceDocument(trace), null, 2)}\n`);
    if (trace.outcome === 'refused') throw new IstioctlError('', {exitCode: ExitCode.Failed});
    if (trace.outcome !== 'unknown') return;
    if (trace.authorization.some(({result, action}) => result === 'unknown' && action !== 'CUSTOM')) {
      this.say('--source-principal, --source-ip and --jwt tell who asks.');
    }
    throw new IstioctlError('', {exitCode: ExitCode.NotChecked});
  }
}
