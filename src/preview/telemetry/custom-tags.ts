// SPDX-License-Identifier: Apache-2.0
import {plain} from '../any.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Proxy} from '../model/proxy.js';
import type {CustomTag} from '../settings/proxy-config.js';

/** A tag of spans as Envoy has it. */
export interface Tag extends EnvoyMessage {
  tag: string;
}

const ALLOW = 'istio_dry_run_allow_';
const DENY = 'istio_dry_run_deny_';
const POLICY = 'shadow_effective_policy_id';
const RESULT = 'shadow_engine_result';

/** Tags by which spans say what AuthorizationPolicies in dry run would have done: https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/ */
const DRY_RUN_TAGS: readonly Tag[] = [
  metadataTag('istio.authorization.dry_run.allow_policy.name', ALLOW + POLICY),
  metadataTag('istio.authorization.dry_run.allow_policy.result', ALLOW + RESULT),
  metadataTag('istio.authorization.dry_run.deny_policy.name', DENY + POLICY),
  metadataTag('istio.authorization.dry_run.deny_policy.result', DENY + RESULT),
];

function metadataTag(tag: string, key: string): Tag {
  const metadataKey = {key: 'envoy.filters.http.rbac', path: [{key}]};
  return {tag, metadata: {kind: {request: {}}, metadata_key: metadataKey}};
}

/** Returns the tags of spans by which Istio names the proxy, and those of dry run. */
export function istioTags(proxy: Proxy, meshId: string): Tag[] {
  const own: Record<string, string> = {
    'istio.canonical_revision': proxy.labels['service.istio.io/canonical-revision'] || 'latest',
    'istio.canonical_service': proxy.labels['service.istio.io/canonical-name'] || 'unknown',
    'istio.cluster_id': proxy.clusterId || 'unknown',
    'istio.mesh_id': meshId || 'unknown',
    'istio.namespace': proxy.namespace || 'default',
  };
  return [...Object.entries(own).map(([tag, value]) => ({tag, literal: {value}})), ...DRY_RUN_TAGS];
}

/** Returns the tags of a Telemetry or ProxyConfig as Envoy has them. */
export function customTags(tags: Readonly<Record<string, CustomTag>> = {}): Tag[] {
  return Object.entries(tags).map(([tag, source]) => ({tag, ...valueOf(source)}));
}

function valueOf({literal, environment, header, formatter}: CustomTag): EnvoyMessage {
  if (literal) return {literal: plain({value: literal.value})};
  if (environment) return {environment: lookup(environment)};
  if (header) return {request_header: lookup(header)};
  return formatter ? {value: formatter.value ?? ''} : {};
}

function lookup({name, defaultValue}: {name?: string; defaultValue?: string}): EnvoyMessage {
  return plain({name, default_value: defaultValue});
}
