// SPDX-License-Identifier: Apache-2.0
import type {Duplex} from 'node:stream';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import type {PodPage} from './page.js';

/**
 * Returns a function that connects to the page of a pod, and to that of another pod once the first one is gone.
 *
 * @param find Finds the pod again as it was found at first.
 * @param changed Is called with the page before and the page that takes its place.
 */
export function followPod(
  cluster: Pick<ConnectedCluster, 'dial'>,
  first: PodPage,
  find: () => Promise<PodPage>,
  changed: (before: PodPage, after: PodPage) => void,
): () => Promise<Duplex> {
  let page = first;
  let isSuspect = false;

  /** Connects; a connection that fails later, as those through a tunnel to a deleted pod do, makes the pod suspect. */
  async function connect(): Promise<Duplex> {
    const stream = await cluster.dial(page.pod, page.port);
    return stream.once('error', () => {
      isSuspect = true;
    });
  }

  /** Whether there is another pod by now. Where none can be found the failure of the first one counts. */
  async function change(): Promise<boolean> {
    const before = page;
    const other = await find().catch(() => undefined);
    // Of connections that fail at the same time the first one reports the change.
    if (page !== before) return true;
    if (other === undefined || isSamePod(other, before)) return false;
    page = other;
    changed(before, other);
    return true;
  }

  return async () => {
    if (isSuspect) {
      isSuspect = false;
      await change();
    }
    try {
      return await connect();
    } catch (failure) {
      if (await change()) return connect();
      throw failure;
    }
  };
}

function isSamePod({pod: a}: PodPage, {pod: b}: PodPage): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}
