// SPDX-License-Identifier: Apache-2.0

import {getIn, isTree, type ValuePath} from '../input/tree.js';
import {gatewayKinds, gatewaysOf, type Placed} from './cross-checks.js';
import type {Problem} from './problem.js';

/** Settings of values that a setting of the component replaces: key in values, path below the component. */
const replacedBy: readonly [value: string, component: ValuePath][] = [
  ['tag', ['tag']],
  ['ports', ['k8s', 'service', 'ports']],
  ['type', ['k8s', 'service', 'type']],
  ['tolerations', ['k8s', 'tolerations']],
  ['replicaCount', ['k8s', 'replicaCount']],
  ['autoscaleMin', ['k8s', 'hpaSpec', 'minReplicas']],
  ['autoscaleMax', ['k8s', 'hpaSpec', 'maxReplicas']],
  ['rollingMaxSurge', ['k8s', 'strategy', 'rollingUpdate', 'maxSurge']],
  ['rollingMaxUnavailable', ['k8s', 'strategy', 'rollingUpdate', 'maxUnavailable']],
];

/** A chart's values together with the component instances that render it. */
interface Chart {
  name: string;
  values: ValuePath;
  /** Where to turn it on. */
  switch: string;
  instances: Placed[];
  enabled: Placed[];
}

/** Warnings about what is set in vain: for a component that is off, or where another setting wins (users.md 3.3). */
export function checkEffect(document: unknown): Problem[] {
  return chartsOf(document).flatMap((chart) => [
    ...valuesInVain(document, chart),
    ...patchesInVain(chart),
    ...replacedValues(document, chart),
    ...replicasInVain(document, chart),
  ]);
}

function chartsOf(document: unknown): Chart[] {
  const single = ['pilot', 'cni', 'ztunnel'].map((name): Chart => {
    const path = ['spec', 'components', name];
    const value = getIn(document, path);
    const on = value === undefined ? name === 'pilot' : getIn(value, ['enabled']) !== false;
    const placed = {path, value};
    return {
      name,
      values: ['spec', 'values', name],
      switch: `components.${name}.enabled=true`,
      instances: isTree(value) ? [placed] : [],
      enabled: on ? [placed] : [],
    };
  });
  return [...single, ...gatewayKinds.map((kind) => gatewayChart(document, kind))];
}

function gatewayChart(document: unknown, {component, values}: (typeof gatewayKinds)[number]): Chart {
  const path = ['spec', 'values', 'gateways', values];
  const instances = gatewaysOf(document, component);
  const allOn = getIn(document, [...path, 'enabled']) === true;
  const listed = getIn(document, ['spec', 'components', component]) !== undefined;
  const byDefault: Placed[] = !listed && (allOn || component === 'ingressGateways') ? [{path: [], value: {}}] : [];
  return {
    name: component,
    values: path,
    switch: `components.${component}[0].enabled=true`,
    instances,
    enabled: [...byDefault, ...instances.filter(({value}) => allOn || getIn(value, ['enabled']) !== false)],
  };
}

/** Values that other charts read as well, so that they count even with the component off. */
const readElsewhere: ReadonlySet<string> = new Set(['provider']);

function valuesInVain(document: unknown, chart: Chart): Problem[] {
  const values = getIn(document, chart.values);
  if (chart.enabled.length > 0 || !isTree(values)) return [];
  const inVain = Object.keys(values).filter((key) => !readElsewhere.has(key) && key !== 'enabled');
  return inVain.map((key) => ({
    ...warning([...chart.values, key], `has no effect: ${chart.name} is not installed`),
    suggestion: `set ${chart.switch}`,
  }));
}

function patchesInVain(chart: Chart): Problem[] {
  const on = new Set(chart.enabled);
  return chart.instances
    .filter((instance) => !on.has(instance) && isTree(getIn(instance.value, ['k8s'])))
    .map(({path}) => warning([...path, 'k8s'], 'has no effect: the component is not enabled'));
}

function replacedValues(document: unknown, chart: Chart): Problem[] {
  if (chart.enabled.length === 0) return [];
  return replacedBy.flatMap(([key, below]) => {
    const isSet = getIn(document, [...chart.values, key]) !== undefined;
    const winners = chart.enabled.filter(({value}) => (getIn(value, below) ?? null) !== null);
    if (!isSet || winners.length < chart.enabled.length) return [];
    const winner = `components.${chart.name}.${below.join('.')}`;
    return [warning([...chart.values, key], `has no effect: ${winner} is set and wins`)];
  });
}

/** A fixed number of replicas means nothing where an autoscaler sets it, and an autoscaler's bounds where it is off. */
function replicasInVain(document: unknown, chart: Chart): Problem[] {
  if (chart.name === 'cni' || chart.name === 'ztunnel' || chart.enabled.length === 0) return [];
  const values = getIn(document, chart.values);
  const profile = getIn(document, ['spec', 'values', 'profile']);
  const autoscaled = getIn(values, ['autoscaleEnabled']) ?? profile !== 'demo';
  const suggestion = `set ${chart.values.slice(1).join('.')}.autoscaleEnabled=false`;
  if (autoscaled !== true) {
    return ['autoscaleMin', 'autoscaleMax']
      .filter((key) => getIn(values, [key]) !== undefined)
      .map((key) => warning([...chart.values, key], 'has no effect: autoscaling is off'));
  }
  const counts: Placed[] = [
    {path: [...chart.values, 'replicaCount'], value: getIn(values, ['replicaCount'])},
    ...chart.enabled.map(({path, value}) => {
      return {path: [...path, 'k8s', 'replicaCount'], value: getIn(value, ['k8s', 'replicaCount'])};
    }),
  ];
  return counts
    .filter(({value}) => typeof value === 'number' && value > 1)
    .map(({path}) => ({...warning(path, 'has no lasting effect: the autoscaler sets the replicas'), suggestion}));
}

function warning(path: ValuePath, message: string): Problem {
  return {path, at: 'key', severity: 'warning', message};
}
