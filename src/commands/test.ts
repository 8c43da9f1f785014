// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {isCompatible} from '../cli/compat.js';
import {ipAddress, output, percentage} from '../cli/flags/global.js';
import {requestFlags} from '../cli/flags/request.js';
import {IstioCommand} from '../cli/istio-command.js';
import {ExitCode} from '../errors.js';

export default class Test extends IstioCommand {
  static override summary = 'Run unit tests of routing and policy: where requests go and who lets them through';
  static override description =
    `Tests are documents of the kind MeshTest in YAML, cases of istio-config-validator, or files for Envoy's router_check_tool.
Each sends a request in a mesh of the files of --config, or of the cluster: the configuration that istiod would send to the
proxies of both ends is simulated, and the request followed through it. No request is sent.

Ends with 0 when all tests pass, 1 when one fails or they reach too few rules, 80 when of one it cannot be told, 65 when
tests cannot be read.`;
  static override task = 'proxies' as const;
  static override examples = [
    {description: 'The tests of a folder', command: '<%= config.bin %> test tests/ --config mesh/'},
    {
      description: 'A test of a request as it is now',
      command: '<%= config.bin %> test --record http://reviews.shop/ --client deploy/front.shop --config mesh/',
    },
    {description: 'For a pipeline', command: '<%= config.bin %> test tests/ --config mesh/ -o junit'},
  ];
  static override args = {file: Args.string({description: 'Files and folders with tests; - is standard input'})};
  static override strict = false;
  static override flags = {
    ...requestFlags,
    config: Flags.string({
      summary: 'Files and folders with the objects of the mesh; - is standard input; left out, the cluster is read',
      multiple: true,
      helpValue: 'FILE',
    }),
    coverage: Flags.boolean({summary: 'List the rules of routes and policies that no test reaches'}),
    'coverage-threshold': percentage({summary: 'Fail when tests reach fewer of the rules'}),
    client: Flags.string({
      summary: 'With --record and tests in formats of others: pod of the client, or TYPE/NAME of what runs it',
      helpValue: 'POD',
    }),
    gateway: Flags.string({summary: 'In place of --client: gateway that the request comes to', helpValue: 'NAME'}),
    output: output(['text', 'junit', 'json'], 'text'),
    record: Flags.string({summary: 'Print a test of this URL (or HOST:PORT) that passes now', helpValue: 'URL'}),
    revision: Flags.string({summary: 'Revision whose mesh settings hold', default: 'default', helpValue: 'REVISION'}),
    run: Flags.string({summary: 'Only tests whose name matches', helpValue: 'REGEX'}),
    schema: Flags.boolean({summary: 'Print the JSON schema of tests, for editors'}),
    'source-ip': ipAddress({summary: 'With --record: address of who sends the request to a gateway'}),
  };

  async run(): Promise<ExitCode> {
    const {flags, argv} = await this.parse(Test);
    const {runTestCommand} = await import('../actions/test/command.js');
    return runTestCommand(this.session, argv.map(String), {...flags, compatible: isCompatible(flags.compat)});
  }
}
