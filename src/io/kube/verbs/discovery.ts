// SPDX-License-Identifier: Apache-2.0
import {ApiError} from '../../../kube/api-error.js';
import type {DiscoveredKind} from '../../../kube/kinds.js';
import type {ApiClient} from '../http/api-client.js';
import {ofKind} from '../http/foreign.js';
import {mapField, recordsIn, textField, textsIn} from './fields.js';

export interface Discovered {
  /** In the server's order of groups; preferred versions first. */
  kinds: DiscoveredKind[];
  /** What went wrong with single groups: one that an absent server answers for must not hide the others. */
  failures: ApiError[];
}

/** What it takes to learn what a server serves. */
export interface KindLister {
  /** All kinds of a server, asked for anew. */
  kinds(): Promise<Discovered>;
}

export function createKindLister(client: ApiClient): KindLister {
  return {kinds: () => discoverKinds(client)};
}

/** Servers from 1.26 on (v2beta1) or 1.30 on (v2) answer all groups at once; older ones ignore what they do not know. */
const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** Asks a server which kinds it serves. */
export async function discoverKinds(client: ApiClient): Promise<Discovered> {
  const found = await Promise.all(['/api', '/apis'].map((root) => discoverBelow(client, root)));
  return {kinds: found.flatMap(({kinds}) => kinds), failures: found.flatMap(({failures}) => failures)};
}

async function discoverBelow(client: ApiClient, root: string): Promise<Discovered> {
  const answer = await ask(client, root, ['APIGroupDiscoveryList', 'APIVersions', 'APIGroupList'], AGGREGATED);
  if (answer['kind'] === 'APIGroupDiscoveryList') {
    return {kinds: recordsIn(answer, 'items').flatMap(kindsOfGroup), failures: []};
  }
  const versions =
    root === '/api' ? textsIn(answer, 'versions') : recordsIn(answer, 'groups').flatMap((group) => versionsOf(group));
  const answers = await Promise.allSettled(
    versions.map((version) => ask(client, `${root}/${version}`, ['APIResourceList'])),
  );
  const failures: ApiError[] = [];
  const kinds = answers.flatMap((each) => {
    if (each.status === 'fulfilled') return kindsOfList(each.value);
    if (!(each.reason instanceof ApiError)) throw each.reason;
    failures.push(each.reason);
    return [];
  });
  return {kinds, failures};
}

async function ask(
  client: ApiClient,
  path: string,
  kinds: readonly string[],
  accept?: string,
): Promise<Record<string, unknown>> {
  const operation = {verb: 'get', subject: path};
  return ofKind(client.origin, operation, await client.request(operation, {method: 'GET', path, accept}), kinds);
}

/** An `APIGroupDiscovery`: all versions of a group, the preferred one first. */
function kindsOfGroup(group: Record<string, unknown>): DiscoveredKind[] {
  const metadata = mapField(group, 'metadata') ?? {};
  return recordsIn(group, 'versions').flatMap((version) =>
    recordsIn(version, 'resources').map((resource) => ({
      group: textOf(metadata, 'name'),
      version: textOf(version, 'version'),
      kind: textOf(mapField(resource, 'responseKind') ?? {}, 'kind'),
      plural: textOf(resource, 'resource'),
      singular: textOf(resource, 'singularResource'),
      shortNames: textsIn(resource, 'shortNames'),
    })),
  );
}

/** `group/version` of an `APIGroup`, the preferred one first. */
function versionsOf(group: Record<string, unknown>): string[] {
  const preferred = textOf(mapField(group, 'preferredVersion') ?? {}, 'groupVersion');
  const all = recordsIn(group, 'versions').map((version) => textOf(version, 'groupVersion'));
  return [...new Set([preferred, ...all])].filter((version) => version !== '');
}

/** An `APIResourceList`: one version of one group. */
function kindsOfList(list: Record<string, unknown>): DiscoveredKind[] {
  const [version = '', group = ''] = textOf(list, 'groupVersion').split('/').reverse();
  return recordsIn(list, 'resources')
    .map((resource) => ({
      group,
      version,
      kind: textOf(resource, 'kind'),
      plural: textOf(resource, 'name'),
      singular: textOf(resource, 'singularName'),
      shortNames: textsIn(resource, 'shortNames'),
    }))
    .filter(({plural}) => !plural.includes('/')); // `pods/log` and the like are parts of a resource.
}

function textOf(fields: Record<string, unknown>, name: string): string {
  return textField(fields, name) ?? '';
}
