// SPDX-License-Identifier: Apache-2.0

import {getKey, isMap, Struct, type Value} from '../../template/compile/value.js';
import {goString} from '../../template/print/print.js';

const PREFIX = 'resource.opentelemetry.io/service.';

/**
 * The OTEL_RESOURCE_ATTRIBUTES of a pod (spec install.md §4.17); empty unless an OpenTelemetry provider of the mesh asks
 * for OpenTelemetry's naming of services.
 */
export function otelResourceAttributes(
  mesh: Value,
  annotations: Value,
  labels: Value,
  namespace: Value,
  containers: Value,
): string {
  if (!isWanted(mesh)) return '';
  const structs = Array.isArray(containers) ? containers.filter((item) => item instanceof Struct) : [];
  const [first] = structs;
  const name = goString(namespace ?? '');
  const image = structs.length === 1 ? versionOf(goString(first?.fields['Image'] ?? '')) : '';
  const instance = `${name}.$(POD_NAME).${goString(first?.fields['Name'] ?? '')}`;
  const attributes: [string, string][] = [
    ['namespace', entry(annotations, `${PREFIX}namespace`) || name],
    ['version', entry(annotations, `${PREFIX}version`) || entry(labels, 'app.kubernetes.io/version') || image],
    ['instance.id', entry(annotations, `${PREFIX}instance.id`) || (first === undefined ? '' : instance)],
  ];
  return attributes.flatMap(([key, value]) => (value === '' ? [] : [`service.${key}=${value}`])).join(',');
}

function isWanted(mesh: Value): boolean {
  const providers = mesh instanceof Struct ? mesh.fields['ExtensionProviders'] : undefined;
  return (
    Array.isArray(providers) &&
    providers.some((provider) => {
      const tracer = provider instanceof Struct ? provider.fields['Opentelemetry'] : undefined;
      const naming = tracer instanceof Struct ? tracer.fields['ServiceAttributeEnrichment'] : undefined;
      return naming !== undefined && naming !== null && goString(naming) === 'OTEL_SEMANTIC_CONVENTIONS';
    })
  );
}

function entry(map: Value, key: string): string {
  const value = isMap(map) ? getKey(map, key) : undefined;
  return typeof value === 'string' ? value : '';
}

/** Digest or tag of an image; a tag and a digest give the digest. */
function versionOf(image: string): string {
  const at = image.indexOf('@');
  if (at >= 0) return image.slice(at + 1);
  const name = image.slice(image.lastIndexOf('/') + 1);
  const colon = name.indexOf(':');
  return colon < 0 ? '' : name.slice(colon + 1);
}
