// SPDX-License-Identifier: Apache-2.0
import type {GatewayApiMesh, LabelSelector} from './types.js';

/** Every namespace has its name in this label, whether it is written there or not. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Returns the namespaces whose routes a listener takes: `*` for all, its own where it does not say. */
export function namespacesOf(
  mesh: GatewayApiMesh,
  own: string,
  allowed: {from?: string; selector?: LabelSelector} | undefined,
): string[] {
  if (allowed?.from === undefined || allowed.from === 'Same') return [own];
  const {selector} = allowed;
  if (allowed.from === 'All' || selector === undefined) return ['*'];
  return [...mesh.namespaces]
    .filter(([name, labels]) => selects(selector, {...labels, [NAME_LABEL]: name}))
    .map(([name]) => name)
    .sort();
}

/** Whether a namespace is among those whose ListenerSets a Gateway takes: none where it does not say. */
export function takesListenersOf(
  mesh: GatewayApiMesh,
  own: string,
  allowed: {from?: string; selector?: LabelSelector} | undefined,
  namespace: string,
): boolean {
  const {from = 'Selector', selector} = allowed ?? {from: 'None'};
  if (from === 'All') return true;
  if (from === 'Same') return namespace === own;
  const labels = mesh.namespaces.get(namespace);
  if (from !== 'Selector' || !selector || !labels) return false;
  return selects(selector, {...labels, [NAME_LABEL]: namespace});
}

function selects(
  {matchLabels = {}, matchExpressions = []}: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({key, operator, values = []}) => holds(operator, values, labels[key]))
  );
}

function holds(operator: string, values: readonly string[], label: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return false;
  }
}
