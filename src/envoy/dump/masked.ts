// SPDX-License-Identifier: Apache-2.0
import {readConfigDump, type Section} from './config-dump.js';
import type {JsonText, Span} from './json-text.js';

/** The fields of each section of a dump (Envoy API v3: admin/v3/config_dump.proto and config_dump_shared.proto). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  BootstrapConfigDump: ['bootstrap', 'last_updated'],
  ClustersConfigDump: ['version_info', 'static_clusters', 'dynamic_active_clusters', 'dynamic_warming_clusters'],
  EcdsConfigDump: ['ecds_filters'],
  EndpointsConfigDump: ['static_endpoint_configs', 'dynamic_endpoint_configs'],
  ListenersConfigDump: ['version_info', 'static_listeners', 'dynamic_listeners'],
  RoutesConfigDump: ['static_route_configs', 'dynamic_route_configs'],
  ScopedRoutesConfigDump: ['inline_scoped_route_configs', 'dynamic_scoped_route_configs'],
  SecretsConfigDump: ['static_secrets', 'dynamic_active_secrets', 'dynamic_warming_secrets'],
};

/**
 * Returns a config dump as Envoy answers it to `?mask=`: the sections that have all fields of the mask, with those alone
 * (Envoy: operations/admin, GET /config_dump?mask={}). Throws an IstioctlError where the text is no dump.
 */
export function maskedDump(text: JsonText, mask: readonly string[]): Buffer {
  const dump = readConfigDump(text);
  const {bytes} = dump.text;
  const kept = dump.sections.filter(({typeUrl}) => {
    const fields = FIELDS[typeUrl.slice(typeUrl.lastIndexOf('.') + 1)] ?? [];
    return mask.every((name) => fields.includes(name));
  });
  const sections = kept.map((section) => sectionText(bytes, section, ['@type', ...mask]));
  return Buffer.from(`{\n "configs": [\n${sections.join(',\n')}\n ]\n}\n`);
}

function sectionText(bytes: Buffer, {fields}: Section, names: readonly string[]): string {
  const textAt = ({start, end}: Span): string => bytes.toString('utf8', start, end);
  const entries = [...fields].filter(([name]) => names.includes(name));
  return `  {\n${entries.map(([name, span]) => `   ${JSON.stringify(name)}: ${textAt(span)}`).join(',\n')}\n  }`;
}
