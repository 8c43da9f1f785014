// SPDX-License-Identifier: Apache-2.0

import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {XdsFlagValues} from '../../cli/flags/istiod.js';
import type {Session} from '../../cli/session.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {debugByIstiod, debugTexts} from '../../writer/xds/debug.js';
import {type Answers, askAll, askFirst, type Conversation} from '../../xds/ask.js';
import {DEBUG, debugText, resourcesOf} from '../../xds/discovery.js';
import {partialFailure} from '../../xds/partial.js';
import {withIstiods} from './find.js';

const NO_PROXY = 'You must provide a proxyID in the query string';

export interface ShowDebugPageFlags extends GlobalFlagValues, XdsFlagValues {
  all: boolean;
  list: boolean;
}

/** Prints a debug page of istiod. */
export async function showDebugPage(
  session: Session,
  argv: readonly string[],
  flags: ShowDebugPageFlags,
): Promise<void> {
  const [type] = argv.map(String);
  if (type === undefined && !flags.list) {
    throw new IstioctlError('debug type is required, you can specify --list flag to list supported debug types', {
      exitCode: ExitCode.Usage,
    });
  }
  await withIstiods(flags, {defaultRevision: true}, async ({servers, asker}) => {
    const conversation = {servers, asker, descriptors: await loadDescriptors()};
    const answered = await ask(session, conversation, flags.list ? undefined : type, flags.all);
    session.print(flags.all ? debugByIstiod(answered.answers) : debugTexts(answered.answers));
    const partial = partialFailure(answered.failures, servers.length);
    if (partial !== undefined && flags.all) throw partial;
  });
}

/** Asks for a page, or for the list of pages, which also answers for one that does not exist. */
async function ask(
  session: Session,
  conversation: Conversation,
  type: string | undefined,
  all: boolean,
): Promise<Answers> {
  if (type === undefined) return askAll(conversation, {typeUrl: DEBUG, resourceNames: ['list']});
  const request = {typeUrl: DEBUG, resourceNames: [type]};
  const answered = await (all ? askAll : askFirst)(conversation, request);
  const texts = answered.answers.flatMap(({response}) => resourcesOf(response)).map(debugText);
  if (texts.some((text) => text.includes(NO_PROXY))) {
    throw new IstioctlError(` ${NO_PROXY}, e.g. [${type}?proxyID=istio-ingressgateway]`);
  }
  if (!texts.some((text) => text.includes('404 page not found'))) return answered;
  session.print('error: according to below command list, please check all supported internal debug commands\n');
  return askAll(conversation, {typeUrl: DEBUG, resourceNames: ['list']});
}
