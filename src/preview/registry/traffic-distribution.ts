// SPDX-License-Identifier: Apache-2.0
import type {Service} from '../model/service.js';

const ANNOTATION = 'networking.istio.io/traffic-distribution';

type Distribution = Service['trafficDistribution'];

const BY_NAME: ReadonlyMap<string, Distribution> = new Map([
  ['preferclose', 'zone'],
  ['prefersamezone', 'zone'],
  ['prefersamenode', 'node'],
]);

type Annotations = Readonly<Record<string, string>>;

/** Returns how near endpoints are to be: by the Service's field, its annotation, or its namespace's, in this order. */
export function trafficDistribution(
  field: string | undefined,
  own: Annotations,
  ofNamespace: Annotations,
): Distribution {
  const byField = field === undefined ? undefined : BY_NAME.get(field.toLowerCase());
  if (byField) return byField;
  const annotation = own[ANNOTATION] || ofNamespace[ANNOTATION];
  return (annotation && BY_NAME.get(annotation.toLowerCase())) || 'any';
}
