// SPDX-License-Identifier: Apache-2.0
import type {ChartFile} from '../../src/chart/chart.js';
import {translateDocument} from '../../src/manifest/chart-values.js';
import {type ComponentInstance, enabledInstances} from '../../src/manifest/component.js';
import {DEFAULT_KUBE_VERSION} from '../../src/manifest/input/instance.js';
import {instanceValues} from '../../src/manifest/input/instance-values.js';
import {mergeRequest, readRequest} from '../../src/manifest/input/merge-input.js';
import type {Tree} from '../../src/manifest/input/tree.js';
import type {PackageSource} from '../../src/manifest/package-source.js';
import type {OracleRequest} from '../chart/oracle.js';
import type {Setting} from './settings.js';

const RELEASE = {hub: 'registry.istio.io/release', tag: '1.30.3'};

/** One chart with the values that an install would give it. */
export interface Rendering {
  /** Profile, setting and chart. */
  name: string;
  chart: string;
  request: OracleRequest;
}

/** Returns what `manifest generate` renders with that profile and setting: one for each component that is on. */
export function renderings(source: PackageSource, profile: string, setting: Setting): Rendering[] {
  const read = readRequest({files: [], set: [`profile=${profile}`, ...setting.set], compat: false});
  const document = translateDocument(mergeRequest(read, source, RELEASE), {compat: false});
  return enabledInstances(document).map((instance) => ({
    name: `${profile}, ${setting.name}: ${instance.component.chart} ${instance.name ?? ''}`,
    chart: instance.component.chart,
    request: requestFor(source, instance, document, setting.kubeVersion ?? DEFAULT_KUBE_VERSION),
  }));
}

function requestFor(
  source: PackageSource,
  instance: ComponentInstance,
  document: Tree,
  kubeVersion: string,
): OracleRequest {
  const files = Object.fromEntries(source.chart(instance.component.chart).map(({path, data}) => [path, textIn(data)]));
  return {
    files,
    // As they are sent to Helm: JSON.
    values: JSON.parse(JSON.stringify(instanceValues(instance, document, {compat: false}))),
    release: {Name: 'istio', Namespace: instance.namespace, Revision: 0},
    kubeVersion,
  };
}

function textIn(data: ChartFile['data']): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
}
