// SPDX-License-Identifier: Apache-2.0
import {isMessage, type Message} from '../envoy/dump/message.js';
import type {Descriptors} from '../envoy/proto/descriptors.js';
import {ExitCode, IstioctlError} from '../errors.js';
import type {DiscoveryQuestion} from '../io/istiod/ads.js';
import type {XdsServer} from '../io/istiod/connect.js';
import {controlPlaneId} from './control-plane.js';
import {type Asker, debugText, discoveryRequest, discoveryResponse, resourcesOf} from './discovery.js';

/** What an istiod answered, under the name it gives itself. */
export interface Answer {
  id: string;
  response: Message;
}

/** Answers of all istiods, and what became of those that gave none. */
export interface Answers {
  answers: Answer[];
  failures: IstioctlError[];
}

export interface Conversation {
  servers: readonly XdsServer[];
  descriptors: Descriptors;
  asker: Asker;
}

/** Puts a question to one istiod. */
export async function askOne(
  {descriptors, asker}: Conversation,
  server: XdsServer,
  request: DiscoveryQuestion,
): Promise<Message> {
  try {
    if (server.saved) return savedMessage(server.saved(request));
    return await server.ask({
      request: discoveryRequest(descriptors, request, asker),
      subject: request.typeUrl,
      read: (bytes) => discoveryResponse(descriptors, bytes, request),
    });
  } catch (error) {
    throw server.pod !== undefined && error instanceof IstioctlError ? fromPod(server.pod, error) : error;
  }
}

function savedMessage(answer: unknown): Message {
  if (isMessage(answer)) return answer;
  throw new IstioctlError('what the snapshot holds of its answer is no message', {exitCode: ExitCode.UnreadableInput});
}

function fromPod(pod: string, error: IstioctlError): IstioctlError {
  return new IstioctlError(`could not get XDS from discovery pod ${JSON.stringify(pod)}: ${error.message}`, {
    cause: error,
    exitCode: error.exitCode,
    ...(error.hint !== undefined && {hint: error.hint}),
  });
}

/**
 * Asks all istiods at once. Answers are sorted by the name that an istiod gives itself; of those with equal names the
 * last one stays (spec/proxy.md §1.5). Throws the first failure when no istiod answers.
 */
export async function askAll(conversation: Conversation, request: DiscoveryQuestion): Promise<Answers> {
  const {servers} = conversation;
  const results = await Promise.allSettled(servers.map((server) => askOne(conversation, server, request)));
  const byId = new Map<string, Message>();
  const failures: IstioctlError[] = [];
  for (const result of results) {
    if (result.status === 'fulfilled') byId.set(controlPlaneId(result.value), result.value);
    else if (result.reason instanceof IstioctlError) failures.push(result.reason);
    else throw result.reason;
  }
  const [first] = failures;
  if (byId.size === 0 && first !== undefined) throw first;
  const answers = [...byId].map(([id, response]) => ({id, response}));
  return {answers: answers.sort((a, b) => (a.id < b.id ? -1 : 1)), failures};
}

/** What an istiod says when the proxy in question is not one of its own. */
const NOT_CONNECTED = 'Proxy not connected to this Pilot instance. It may be connected to another instance.';

/**
 * Asks one istiod after the other until one knows the proxy in question; where none does, the answer of the last
 * stands. An istiod that fails is passed over as long as another may know. Throws when all fail.
 */
export async function askFirst(conversation: Conversation, request: DiscoveryQuestion): Promise<Answers> {
  const failures: IstioctlError[] = [];
  let strange: Answer | undefined;
  for (const server of conversation.servers) {
    try {
      const response = await askOne(conversation, server, request);
      const answer = {id: controlPlaneId(response), response};
      if (!isNotConnected(response)) return {answers: [answer], failures};
      strange = answer;
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first !== undefined) throw first;
  return {answers: strange === undefined ? [] : [strange], failures: []};
}

function isNotConnected(response: Message): boolean {
  const [resource, ...others] = resourcesOf(response);
  return resource !== undefined && others.length === 0 && debugText(resource).includes(NOT_CONNECTED);
}
