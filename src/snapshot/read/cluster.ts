// SPDX-License-Identifier: Apache-2.0
import {PassThrough} from 'node:stream';
import {usageMistake} from '../../errors.js';
import type {ObjectKey} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {LogOptions, PodAccess} from '../../io/kube/pods/pod-access.js';
import {ApiError, PodError, PortError} from '../../kube/api-error.js';
import {kindsNamed} from '../../kube/kinds.js';
import type {MissingPart} from '../manifest.js';
import {answerPath, discoveryPath, logPath, openPath} from '../paths.js';
import {answerTo} from './answers.js';
import type {SnapshotContent} from './content.js';
import {notSaved, objectReader} from './objects.js';

/**
 * A snapshot as the rest of the program sees a cluster: what was saved is answered as the servers answered it then, what
 * was not saved is an error that says so, and nothing can be written.
 */
export function snapshotCluster(content: SnapshotContent): ConnectedCluster {
  const refuse = (what: string) => async (): Promise<never> => {
    throw usageMistake(`${what} is not possible in a snapshot: ${content.name} is only read`, {
      hint: 'leave --from out to work on the cluster',
    });
  };
  return {
    origin: content.origin,
    ...objectReader(content),
    ...podAccess(content),
    kinds: async () => ({kinds: [...content.kinds], failures: []}),
    findKinds: async (word) => kindsNamed(content.kinds, word),
    saved: {
      discovery(pod, request) {
        const answer = content.discovery(pod, request);
        if (answer !== undefined) return answer;
        const path = discoveryPath(pod, request);
        throw whyNot(
          content,
          path,
          `what istiod ${nameOf(pod)} answers to ${[request.typeUrl, ...(request.resourceNames ?? [])].join(' ')}`,
        );
      },
    },
    async reviewAccess(access) {
      const verdict = content.right(access);
      if (verdict) return verdict;
      throw notSaved(content, `the right to ${access.verb} ${access.resource}`);
    },
    changes: async () => nothing(),
    requestToken: refuse('to get a token'),
    apply: refuse('to change objects'),
    create: refuse('to make objects'),
    patch: refuse('to change objects'),
    delete: refuse('to delete objects'),
    exec: refuse('to run a command in a pod'),
    listen: refuse('to forward a port'),
    close: () => {},
  };
}

async function* nothing(): AsyncGenerator<never> {}

function podAccess(content: SnapshotContent): Pick<PodAccess, 'fetch' | 'dial' | 'logs'> {
  return {
    async fetch(pod, port, {method, path}) {
      const body = answerTo(content, pod, port, {method, path});
      if (body !== undefined) return {status: 200, headers: {}, body};
      const what = `what port ${port} of pod ${nameOf(pod)} answers to ${method} ${path}`;
      const missing = content.whyMissing(answerPath(pod, port, {method, path}));
      // The state of the pod may tell why nobody answered.
      throw missing ? failureThen(missing) : notSaved(content, what, PortError);
    },
    async dial(pod, port) {
      // Who only knocks learns that somebody listened.
      if (content.isOpen(pod, port)) return new PassThrough();
      throw whyNot(content, openPath(pod, port), `a connection to port ${port} of pod ${nameOf(pod)}`);
    },
    async *logs(pod, options = {}) {
      const {container = '', previous = false} = options;
      const text = content.log(pod, container, previous);
      if (text !== undefined) yield lastOf(text, options);
      else throw whyNot(content, logPath(pod, container, previous), `the log of ${container} in pod ${nameOf(pod)}`);
    },
  };
}

/** The part of a log that is asked for; how old lines may be was decided when they were saved. */
function lastOf(text: string, {tailLines, limitBytes}: LogOptions): string {
  const lines = text.split('\n');
  // A text that ends with a line has nothing behind it.
  const from = tailLines === undefined ? 0 : Math.max(0, lines.length - tailLines - (lines.at(-1) === '' ? 1 : 0));
  const kept = lines.slice(from).join('\n');
  return limitBytes === undefined ? kept : Buffer.from(kept).subarray(0, limitBytes).toString('utf8');
}

function nameOf({namespace, name}: ObjectKey): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Returns the error that stood in the way then; where nothing did, one that says what the snapshot does not hold. */
function whyNot(content: SnapshotContent, path: string, what: string): ApiError {
  const missing = content.whyMissing(path);
  return missing ? failureThen(missing) : notSaved(content, what);
}

function failureThen({why, status, hint, hop}: MissingPart): ApiError {
  const details = {transient: false, ...(status !== undefined && {status}), ...(hint !== undefined && {hint})};
  if (hop === 'port') return new PortError(why, details);
  return hop === 'pod' ? new PodError(why, details) : new ApiError(why, details);
}
