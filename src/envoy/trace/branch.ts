// SPDX-License-Identifier: Apache-2.0
import type {Action} from './action.js';
import type {Destination} from './destination.js';
import type {SentRequest} from './match/sent.js';
import type {Origin} from './origin.js';
import type {Fault, Setting} from './settings.js';

/** One way that a request may take: all of it, or the part that a condition says. */
export interface Branch {
  /** Of the route; undefined for a TCP proxy. */
  route?: {
    name: string;
    /** What it matches of the path. */
    match: string;
    /** Its place in the virtual host, from 1. */
    position: number;
    origin?: Origin;
    /** The rules of objects that it is made of, in a preview for tests: `VirtualService shop/reviews http[1]`. */
    rules?: string[];
  };
  /** Which requests take it, where not all do. */
  condition?: string;
  action: Action;
  settings: Setting[];
  fault?: Fault;
  /** One per target of a forwarding action, in their order. */
  destinations: Destination[];
  /** The request as an HTTP route sends it on, one per target; undefined for a TCP proxy. */
  sent?: SentRequest[];
  /** The status for a cluster that is not there. */
  missingStatus: number;
}

export interface Outcome {
  /** Sent on, answered by Envoy itself in a good way, or refused; unknown where rules decide that are not followed here. */
  outcome: 'routed' | 'answered' | 'refused' | 'unknown';
  text: string;
  /** Of HTTP, where Envoy answers itself. */
  status?: number;
}
