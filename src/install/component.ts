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

/** A component starts when these have finished, well or not (spec/install.md §1.4). */
const AFTER: Record<string, string> = {
  Cni: 'Base',
  Pilot: 'Base',
  Ztunnel: 'Cni',
  IngressGateways: 'Pilot',
  EgressGateways: 'Pilot',
};

/**
 * Runs `work` for every component, each as soon as the one it depends on has finished or is not part of this install.
 * Components that do not depend on each other run side by side. `work` must not reject.
 */
export async function inDependencyOrder(
  components: string[],
  work: (component: string) => Promise<void>,
): Promise<void> {
  const finished = new Map<string, Promise<void>>();
  const start = (component: string): Promise<void> => {
    const running = finished.get(component);
    if (running !== undefined) return running;
    const parent = AFTER[component];
    const before = parent === undefined ? undefined : start(parent);
    const promise = Promise.resolve(before).then(() => (components.includes(component) ? work(component) : undefined));
    finished.set(component, promise);
    return promise;
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
