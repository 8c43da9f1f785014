// SPDX-License-Identifier: Apache-2.0
import {getIn, isTree, type ValuePath} from '../input/tree.js';
import {gatewayKinds} from './cross-checks.js';
import type {Problem} from './problem.js';

/** What a volume of a gateway needs, and what comes of one that lacks it. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  secretVolumes: ['name', 'secretName', 'mountPath'],
  configVolumes: ['name', 'configMapName'],
};

/** Returns a warning for each volume of a gateway that lacks a field: Kubernetes refuses it, or nothing is mounted. */
export function checkVolumes(document: unknown, {compat}: {compat: boolean}): Problem[] {
  return gatewayKinds.flatMap(({values}) =>
    Object.entries(NEEDED).flatMap(([list, fields]) => {
      const path = ['spec', 'values', 'gateways', values, list];
      const volumes = getIn(document, path);
      if (!Array.isArray(volumes)) return [];
      return volumes.flatMap((volume: unknown, index) =>
        fields
          .filter((field) => isTree(volume) && (getIn(volume, [field]) ?? '') === '')
          .map((field) => missing([...path, index], field, isNotMounted(volume, field) && !compat)),
      );
    }),
  );
}

/** An empty path is rendered as it stands. */
function isNotMounted(volume: unknown, field: string): boolean {
  return field === 'mountPath' && getIn(volume, [field]) === undefined;
}

function missing(path: ValuePath, field: string, isLeftOut: boolean): Problem {
  const effect = isLeftOut ? 'the volume is not mounted' : 'Kubernetes refuses the gateway';
  return {path, at: 'value', severity: 'warning', message: `${field} is missing: ${effect}`};
}

/** Returns a warning where pods are told to rely on a CNI plugin that is not installed with them. */
export function checkCni(document: unknown, {compat}: {compat: boolean}): Problem[] {
  const path = ['spec', 'values', 'pilot', 'cni', 'enabled'];
  const isOn = getIn(document, ['spec', 'components', 'cni', 'enabled']) === true;
  if (isOn || getIn(document, path) !== true) return [];
  const message = compat
    ? 'has no effect with --compat 1.30: components.cni is not enabled'
    : 'injected pods need istio-cni, which these settings do not install';
  return [{path, at: 'key', severity: 'warning', message, suggestion: 'set components.cni.enabled=true'}];
}
