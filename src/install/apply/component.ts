// SPDX-License-Identifier: Apache-2.0

/** A rendered object as installing needs it; `value` is a fresh copy that may be changed. */
export interface RenderedObject {
  component: string;
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  value(): unknown;
}

/** A component starts when these have finished (spec/install.md §1.4). */
const AFTER: Record<string, string> = {
  Cni: 'Base',
  Pilot: 'Base',
  Ztunnel: 'Cni',
  IngressGateways: 'Pilot',
  EgressGateways: 'Pilot',
};

/** What is done for a component. */
export interface ComponentWork {
  /** Answers whether what comes after the component may begin; must not reject. */
  begin(component: string): Promise<boolean>;
  /** Is told of a component that is not begun, and which one stands in its way. */
  leave(component: string, after: string): void;
}

/**
 * Begins every component, each as soon as the one it depends on has finished well or is not part of this install.
 * Components that do not depend on each other run side by side.
 */
export async function inDependencyOrder(components: string[], {begin, leave}: ComponentWork): Promise<void> {
  /** Resolve to the component that stands in the way of what comes after, if one does. */
  const finished = new Map<string, Promise<string | undefined>>();
  const run = async (component: string): Promise<string | undefined> => {
    const parent = AFTER[component];
    const obstacle = parent === undefined ? undefined : await start(parent);
    if (!components.includes(component)) return obstacle;
    if (obstacle === undefined) return (await begin(component)) ? undefined : component;
    leave(component, obstacle);
    return obstacle;
  };
  const start = (component: string): Promise<string | undefined> => {
    const running = finished.get(component) ?? run(component);
    finished.set(component, running);
    return running;
  };
  await Promise.all(components.map(start));
}

/**
 * Objects by component, each in the order given, but service accounts first: pods whose account is not there yet are
 * refused, and tried again later and later.
 */
export function byComponent<T extends {component: string; kind: string}>(objects: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  const isAccount = ({kind}: T): boolean => kind === 'ServiceAccount';
  for (const object of [...objects.filter(isAccount), ...objects.filter((object) => !isAccount(object))]) {
    const group = groups.get(object.component);
    if (group === undefined) groups.set(object.component, [object]);
    else group.push(object);
  }
  return groups;
}
