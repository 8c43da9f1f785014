// SPDX-License-Identifier: Apache-2.0

import type {DiscoveryQuestion} from '../istiod/ads.js';
import type {Cluster, KindFinder, ObjectKey} from './cluster.js';
import {resolveTarget, type TargetOptions} from './config/target.js';
import {createTokenIssuer, type TokenIssuer} from './config/token.js';
import {createKindSearch} from './find/kind-search.js';
import {createApiClient} from './http/api-client.js';
import type {PodAccess} from './pods/pod-access.js';
import {createPodAccess} from './pods/pods.js';
import {type AccessReviewer, createAccessReviewer} from './verbs/access.js';
import {type ChangeWatcher, createChangeWatcher} from './verbs/changes.js';
import {createKindLister, type KindLister} from './verbs/discovery.js';
import {createReader} from './verbs/read.js';
import {createRestMapping} from './verbs/rest-mapping.js';
import {createWriter} from './verbs/write.js';

export interface ConnectOptions extends TargetOptions {
  /** Milliseconds for one call; 15 s when left out. */
  requestTimeout?: number | undefined;
  /** How many requests and watches go on at a time; 16 when left out. */
  connections?: number;
  /** Says a line to the person at the terminal: what is waited for, what a credential plugin asks of them. */
  say?: (line: string) => void;
}

/** A cluster whose pods can be reached as well, whose kinds go by any of their names, that issues tokens and tells rights. */
export type ConnectedCluster = {
  /** What istiods answered over their discovery streams, where this is a snapshot: their ports cannot be reached. */
  saved?: {discovery(pod: ObjectKey, request: DiscoveryQuestion): unknown};
} & Cluster &
  PodAccess &
  KindFinder &
  KindLister &
  TokenIssuer &
  AccessReviewer &
  ChangeWatcher;

const REQUEST_TIMEOUT = 15_000;

/**
 * The cluster that the kubeconfig and these options name. Nothing is sent yet. Throws when they name none, saying
 * what there is to choose from.
 */
export async function connect(options: ConnectOptions = {}): Promise<ConnectedCluster> {
  const client = await createApiClient(resolveTarget(options), {
    timeout: options.requestTimeout ?? REQUEST_TIMEOUT,
    connections: options.connections,
    say: options.say ?? (() => {}),
  });
  const mapping = createRestMapping(client);
  const pods = createPodAccess(client);
  return {
    ...pods,
    ...createReader(client, mapping),
    findKinds: createKindSearch(client),
    ...createKindLister(client),
    ...createWriter(client, mapping),
    ...createTokenIssuer(client),
    ...createAccessReviewer(client),
    ...createChangeWatcher(client, mapping),
    origin: client.origin,
    close: () => {
      pods.close();
      client.close();
    },
  };
}
