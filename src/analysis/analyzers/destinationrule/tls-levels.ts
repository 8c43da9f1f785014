// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import type {Labels} from '../../model/kubernetes.js';
import type {Path, Resource} from '../../model/resource.js';

/** A place of a DestinationRule that says how clients speak TLS. */
export interface TlsLevel {
  /** DISABLE where the settings name no mode: that is the zero of its enum. */
  mode: string;
  /** Leads to the mode. */
  path: Path;
  /** Labels of the endpoints for which it is. */
  labels: Labels;
  /** Whether it is for a port of the Service: settings of a port replace all of those above them. */
  isFor(port: number): boolean;
}

/** Returns every place of the rule with settings of TLS: for all endpoints, for ports, and for subsets. */
export function tlsLevels({spec}: Resource<'DestinationRule'>): TlsLevel[] {
  return [
    ...levelsIn(spec.trafficPolicy, ['spec', 'trafficPolicy'], {}),
    ...(spec.subsets ?? []).flatMap(({trafficPolicy, labels = {}}, i) =>
      levelsIn(trafficPolicy, ['spec', 'subsets', i, 'trafficPolicy'], labels),
    ),
  ];
}

type Tls = NonNullable<TrafficPolicy['tls']>;

function levelsIn(policy: TrafficPolicy | undefined, path: Path, labels: Labels): TlsLevel[] {
  const {tls, portLevelSettings = []} = policy ?? {};
  const ports = portLevelSettings.map((settings) => settings.port?.number);
  const levels = tls ? [levelAt(tls, path, labels, (port) => !ports.includes(port))] : [];
  for (const [i, settings] of portLevelSettings.entries()) {
    if (!settings.tls) continue;
    levels.push(levelAt(settings.tls, [...path, 'portLevelSettings', i], labels, (port) => port === ports[i]));
  }
  return levels;
}

function levelAt({mode}: Tls, path: Path, labels: Labels, isFor: TlsLevel['isFor']): TlsLevel {
  return {mode: mode ?? 'DISABLE', path: [...path, 'tls', 'mode'], labels, isFor};
}
