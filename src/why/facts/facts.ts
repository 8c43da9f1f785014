// SPDX-License-Identifier: Apache-2.0
import {text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import type {LogContent} from '../log/read-log.js';
import type {EndpointHealth, ProxyDump} from './dumps.js';
import type {Mesh} from './mesh.js';
import {namespaceOf, type Objects} from './objects.js';

/** What causes are judged by. What was not given is not there: empty, and `has` says so. */
export interface Facts {
  objects: Objects;
  mesh: Mesh;
  dumps: readonly ProxyDump[];
  /** Endpoints by cluster, as the client's Envoy sees them. */
  health: ReadonlyMap<string, readonly EndpointHealth[]>;
  /** Counters of proxies by name. */
  stats: ReadonlyMap<string, number>;
  logs: LogContent;
  istioNamespace: string;
  /** What certificates are held against. */
  now: Date;
}

/** What a cause may need to be judged at all. */
export const FACT_NAMES = ['objects'] as const;

export type FactName = (typeof FACT_NAMES)[number];

/** How facts are called where they are missing. */
export const FACT_TEXTS: Readonly<Record<FactName, string>> = {objects: 'the objects of the cluster (--config)'};

/** Whether a fact was given. */
export function has({objects}: Facts, name: FactName): boolean {
  switch (name) {
    case 'objects':
      return objects.some;
  }
}

/** Events about an object, the newest first. */
export function eventsAbout({objects}: Facts, kind: string, namespace: string, name: string): KubeObject[] {
  const time = (event: KubeObject) => text(event, 'lastTimestamp') || text(event, 'eventTime');
  return objects
    .all('Event')
    .filter((event) => {
      const about = event['involvedObject'];
      if (typeof about !== 'object' || about === null) return false;
      const own: unknown = Reflect.get(about, 'namespace') ?? namespaceOf(event);
      return Reflect.get(about, 'kind') === kind && Reflect.get(about, 'name') === name && own === namespace;
    })
    .toSorted((a, b) => (time(a) > time(b) ? -1 : 1));
}
