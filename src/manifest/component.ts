// SPDX-License-Identifier: Apache-2.0
import {getIn, getKey, isTree, type Tree, textIn, treeIn} from './input/tree.js';

export type ComponentName = 'Base' | 'Pilot' | 'IngressGateways' | 'EgressGateways' | 'Cni' | 'Ztunnel';

/** A part of the mesh with a chart of its own. */
export interface Component {
  readonly name: ComponentName;
  /** Key below `spec.components`. */
  readonly key: string;
  /** `spec.components.«key»` is a list of instances. */
  readonly list: boolean;
  readonly enabledByDefault: boolean;
  /** Values path that switches the component on, too. */
  readonly alsoEnabledBy?: readonly string[];
  /** The workload that `k8s` settings are about. */
  readonly workload?: {readonly kind: 'Deployment' | 'DaemonSet'; readonly name: string; readonly container: string};
  /** Folder below `charts/`. */
  readonly chart: string;
  /** Path of the component's own values. */
  readonly values: readonly string[];
  /** Helm release name, where the chart can be installed with Helm as it is. */
  readonly release?: string;
  /** The chart takes its values at the root. */
  readonly flat?: boolean;
}

const INGRESS = ['gateways', 'istio-ingressgateway'];
const EGRESS = ['gateways', 'istio-egressgateway'];

/** All components in the order in which they are rendered (spec §2.5). */
export const COMPONENTS: readonly Component[] = [
  {name: 'Base', key: 'base', list: false, enabledByDefault: true, chart: 'base', values: ['global'], release: 'base'},
  {
    name: 'Pilot',
    key: 'pilot',
    list: false,
    enabledByDefault: true,
    workload: {kind: 'Deployment', name: 'istiod', container: 'discovery'},
    chart: 'istio-control/istio-discovery',
    values: ['pilot'],
    release: 'istiod',
  },
  {
    name: 'IngressGateways',
    key: 'ingressGateways',
    list: true,
    enabledByDefault: true,
    alsoEnabledBy: [...INGRESS, 'enabled'],
    workload: {kind: 'Deployment', name: 'istio-ingressgateway', container: 'istio-proxy'},
    chart: 'gateways/istio-ingress',
    values: INGRESS,
  },
  {
    name: 'EgressGateways',
    key: 'egressGateways',
    list: true,
    enabledByDefault: false,
    alsoEnabledBy: [...EGRESS, 'enabled'],
    workload: {kind: 'Deployment', name: 'istio-egressgateway', container: 'istio-proxy'},
    chart: 'gateways/istio-egress',
    values: EGRESS,
  },
  {
    name: 'Cni',
    key: 'cni',
    list: false,
    enabledByDefault: false,
    workload: {kind: 'DaemonSet', name: 'istio-cni-node', container: 'install-cni'},
    chart: 'istio-cni',
    values: ['cni'],
    release: 'cni',
  },
  {
    name: 'Ztunnel',
    key: 'ztunnel',
    list: false,
    enabledByDefault: false,
    workload: {kind: 'DaemonSet', name: 'ztunnel', container: 'istio-proxy'},
    chart: 'ztunnel',
    values: ['ztunnel'],
    release: 'ztunnel',
    flat: true,
  },
];

/** One thing to render: a component, or one gateway of a list of them. */
export interface ComponentInstance {
  readonly component: Component;
  /** What stands below `spec.components.«key»` for it. */
  readonly settings: Tree;
  readonly namespace: string;
  /** A gateway's name, undefined for other components and for gateways that have none. */
  readonly name: string | undefined;
}

const DEFAULT_NAMESPACE = 'istio-system';

/** What the translated document switches on, in the order of {@link COMPONENTS}. */
export function enabledInstances(document: Tree): ComponentInstance[] {
  return COMPONENTS.flatMap((component) => instancesOf(component, document));
}

function instancesOf(component: Component, document: Tree): ComponentInstance[] {
  const {alsoEnabledBy} = component;
  const forced = alsoEnabledBy !== undefined && getIn(document, ['spec', 'values', ...alsoEnabledBy]) === true;
  const settings = getKey(treeIn(document, ['spec', 'components']), component.key);
  if (settings === undefined || settings === null) {
    return component.enabledByDefault || forced ? [instance(component, {}, document)] : [];
  }
  const items = component.list && Array.isArray(settings) ? settings : [settings];
  return items
    .filter((item) => isTree(item))
    .filter((item) => forced || item['enabled'] === undefined || item['enabled'] === true)
    .map((item) => instance(component, item, document));
}

function instance(component: Component, settings: Tree, document: Tree): ComponentInstance {
  const namespace = textIn(settings, ['namespace']) || textIn(document, ['metadata', 'namespace']) || DEFAULT_NAMESPACE;
  return {component, settings, namespace, name: textIn(settings, ['name']) || undefined};
}
