// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {withIstiods} from '../../actions/istiod/find.js';
import {xdsFlags} from '../../cli/flags/istiod.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {debugByIstiod, debugTexts} from '../../writer/xds/debug.js';
import {type Answers, askAll, askFirst, type Conversation} from '../../xds/ask.js';
import {DEBUG, debugText, resourcesOf} from '../../xds/discovery.js';
import {partialFailure} from '../../xds/partial.js';

const NO_PROXY = 'You must provide a proxyID in the query string';

export default class InternalDebug extends IstioCommand {
  static override summary = "Show one of istiod's debug pages, without a port of it being open";
  static override task = 'proxies' as const;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['internal-debug']);
  static override strict = false;
  static override mostWords = 1;
  static override args = {type: Args.string({description: 'Name of the page with its query, for example syncz'})};
  static override examples = [
    {description: 'What pages there are', command: '<%= config.bin %> x internal-debug --list'},
    {
      description: 'Connected proxies, as every istiod knows them',
      command: '<%= config.bin %> x internal-debug syncz --all',
    },
    {
      description: 'Endpoints as a proxy is sent them',
      command: '<%= config.bin %> x internal-debug edsz?proxyID=productpage-v1-abc.shop',
    },
  ];
  static override flags = {
    ...xdsFlags,
    all: Flags.boolean({summary: 'Ask every istiod instead of the first that knows'}),
    list: Flags.boolean({char: 'L', summary: 'List the pages that there are'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(InternalDebug);
    const [type] = argv.map(String);
    if (type === undefined && !flags.list) {
      throw new IstioctlError('debug type is required, you can specify --list flag to list supported debug types', {
        exitCode: ExitCode.Usage,
      });
    }
    await withIstiods(flags, {defaultRevision: true}, async ({servers, asker}) => {
      const conversation = {servers, asker, descriptors: await loadDescriptors()};
      const answered = await this.ask(conversation, flags.list ? undefined : type, flags.all);
      this.print(flags.all ? debugByIstiod(answered.answers) : debugTexts(answered.answers));
      const partial = partialFailure(answered.failures, servers.length);
      if (partial !== undefined && flags.all) throw partial;
    });
  }

  /** Asks for a page, or for the list of pages, which also answers for one that does not exist. */
  private async ask(conversation: Conversation, type: string | undefined, all: boolean): Promise<Answers> {
    if (type === undefined) return askAll(conversation, {typeUrl: DEBUG, resourceNames: ['list']});
    const request = {typeUrl: DEBUG, resourceNames: [type]};
    const answered = await (all ? askAll : askFirst)(conversation, request);
    const texts = answered.answers.flatMap(({response}) => resourcesOf(response)).map(debugText);
    if (texts.some((text) => text.includes(NO_PROXY))) {
      throw new IstioctlError(` ${NO_PROXY}, e.g. [${type}?proxyID=istio-ingressgateway]`);
    }
    if (!texts.some((text) => text.includes('404 page not found'))) return answered;
    this.print('error: according to below command list, please check all supported internal debug commands\n');
    return askAll(conversation, {typeUrl: DEBUG, resourceNames: ['list']});
  }
}
