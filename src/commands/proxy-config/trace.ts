// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {adminPage, proxyFlags, readProxyDump} from '../../cli/proxy-input.js';
import {readConfigDump} from '../../envoy/config-dump.js';
import {parseRequest} from '../../envoy/trace/request.js';
import {traceRequest} from '../../envoy/trace/trace.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {traceDocument, traceText} from '../../writer/envoy/trace.js';
import {emitYaml} from '../../yaml/emit.js';

export default class ProxyConfigTrace extends IstioCommand {
  static override summary = 'Follow a request through the configuration of an Envoy';
  static override description = `No request is sent: the configuration is read and Envoy's own rules are applied to it.

Shown are the listener, filter chain, route configuration, virtual host and route that take the request and why others
do not, the settings that apply, and the clusters and endpoints it goes to, with the resources that each came from.

Ends with 0 when the request is sent on or answered, 1 when it is refused.`;
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
  ];
  static override args = {
    target: Args.string({description: 'Pod, or TYPE/NAME of what runs pods; left out with -f'}),
    request: Args.string({description: 'URL, or host:port for a connection'}),
  };
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    header: Flags.string({
      char: 'H',
      summary: 'A header of the request: "name: value"',
      multiple: true,
      helpValue: 'HEADER',
    }),
    inbound: Flags.boolean({summary: "The request comes to the proxy's own application"}),
    method: Flags.string({char: 'X', summary: 'Method of the request; GET when left out', helpValue: 'METHOD'}),
    plaintext: Flags.boolean({summary: 'With --inbound: the client has no sidecar and speaks plain text'}),
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
    const asked = {word: 'trace', argv: argv.slice(0, -1), flags, page: adminPage.everything};
    const {text, format} = await readProxyDump(asked, this.terminal);
    const trace = traceRequest(readConfigDump(text), request, {inbound, plaintext});
    if (format === 'short') this.print(traceText(trace, this.terminal));
    else if (format === 'yaml') this.print(emitYaml(traceDocument(trace)));
    else this.print(`${JSON.stringify(traceDocument(trace), null, 2)}\n`);
    if (trace.outcome === 'refused') throw new IstioctlError('', {exitCode: ExitCode.Failed});
  }
}
