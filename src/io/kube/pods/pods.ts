// SPDX-License-Identifier: Apache-2.0
import type {ApiClient} from '../http/api-client.js';
import type {Forwarder} from '../verbs/port-forward.js';
import type {PodAccess} from './pod-access.js';
import type {PodPort} from './pod-failure.js';

/** Access to pods; what it takes is loaded when it is first used. */
export function createPodAccess(client: ApiClient): PodAccess & {close(): void} {
  let forwarder: Promise<Forwarder> | undefined;
  let isClosed = false;
  const dial: PodAccess['dial'] = async (pod, port) => {
    forwarder ??= import('../verbs/port-forward.js').then(({createForwarder}) => createForwarder(client));
    const opened = await forwarder;
    if (isClosed) opened.close();
    return opened.dial(pod, port);
  };
  return {
    dial,
    async fetch(pod, port, request) {
      const {sendToPod} = await import('./pod-http.js');
      const at: PodPort = {origin: client.origin, pod, port};
      return sendToPod(await dial(pod, port), at, request, request.timeout ?? client.timeout);
    },
    async listen(pod, port, options) {
      const {listenLocally} = await import('../verbs/local-port.js');
      return listenLocally(() => dial(pod, port), options);
    },
    async exec(pod, options) {
      const {execInPod} = await import('../verbs/exec.js');
      return execInPod(client, pod, options);
    },
    async *logs(pod, options) {
      const {podLogs} = await import('../verbs/logs.js');
      yield* podLogs(client, pod, options);
    },
    close: () => {
      isClosed = true;
      void forwarder?.then((opened) => opened.close());
    },
  };
}
