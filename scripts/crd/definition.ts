// SPDX-License-Identifier: Apache-2.0

import type {IstioKind} from '../../src/api/istio/parts/kind.js';
import {status} from '../../src/api/istio/parts/status.js';
import {type OpenApiSchema, openApiSchema} from './openapi.js';

/** Labels from before there was a standard; the base chart replaces them by its own when it renders. */
const LEGACY_LABELS = {app: 'istio-pilot', chart: 'istio', heritage: 'Tiller', release: 'istio'};

/** Two groups carry a label more (spec install.md §5). */
const GROUP_LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'security.istio.io': {istio: 'security'},
  'telemetry.istio.io': {istio: 'telemetry'},
};

/** The schema of a whole resource: what all its versions have in common. */
export function resourceSchema(kind: IstioKind): OpenApiSchema {
  return {
    type: 'object',
    properties: {spec: openApiSchema(kind.spec), status: openApiSchema(status)},
    ...(kind.specRequired && {required: ['spec']}),
  };
}

/** The CustomResourceDefinition of a kind, as `kubectl apply` takes it. */
export function customResourceDefinition(kind: IstioKind): object {
  const {group, plural, shortNames, versions, storage = versions[0], columns = []} = kind;
  const openAPIV3Schema = resourceSchema(kind);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      annotations: {'helm.sh/resource-policy': 'keep'},
      labels: {...LEGACY_LABELS, ...GROUP_LABELS[group]},
      name: `${plural}.${group}`,
    },
    spec: {
      group,
      names: {
        categories: ['istio-io', `${group.replace(/\.istio\.io$/, '')}-istio-io`],
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural,
        ...(shortNames && {shortNames}),
        singular: kind.kind.toLowerCase(),
      },
      scope: 'Namespaced',
      versions: versions.map((name) => ({
        ...(columns.length > 0 && {additionalPrinterColumns: columns}),
        name,
        schema: {openAPIV3Schema},
        served: true,
        storage: name === storage,
        subresources: {status: {}},
      })),
    },
  };
}
