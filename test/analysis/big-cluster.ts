// SPDX-License-Identifier: Apache-2.0
import type {ServerResponse} from 'node:http';
import {type FaultServer, startFaultServer} from '../io/kube/fault-server.js';

interface Collection {
  kind: string;
  size: number;
  /** One object, by its number. */
  object(i: number): object & {metadata: object};
}

export interface BigCluster extends FaultServer {
  /** What lists were answered, `plural` or `plural (metadata)`, and how many bytes in all. */
  answered: Map<string, {pages: number; bytes: number}>;
}

/** A server of core kinds by their plurals, page by page as they are asked for; it keeps no object. */
export async function startBigCluster(collections: Record<string, Collection>): Promise<BigCluster> {
  const answered: BigCluster['answered'] = new Map();
  const resources = Object.entries(collections).map(([name, {kind}]) => ({name, kind, namespaced: true}));
  const server = await startFaultServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://server');
    const [, , , plural = ''] = url.pathname.split('/');
    if (url.pathname === '/api/v1') return answer(response, 200, {kind: 'APIResourceList', resources});
    const collection = url.pathname.split('/').length === 4 ? collections[plural] : undefined;
    if (!collection) return answer(response, 404, {kind: 'Status', message: 'not found', reason: 'NotFound'});
    const isPartial = request.headers.accept?.includes('PartialObjectMetadataList') ?? false;
    const bytes = answer(response, 200, pageOf(collection, url, isPartial));
    const key = isPartial ? `${plural} (metadata)` : plural;
    const before = answered.get(key) ?? {pages: 0, bytes: 0};
    answered.set(key, {pages: before.pages + 1, bytes: before.bytes + bytes});
  });
  return {...server, answered};
}

function pageOf({size, object}: Collection, {searchParams}: URL, isPartial: boolean): object {
  const start = Number(searchParams.get('continue') ?? 0);
  const end = Math.min(size, start + Number(searchParams.get('limit') ?? size));
  const items = Array.from({length: end - start}, (_, i) => object(start + i));
  return {
    kind: 'List',
    metadata: end < size ? {continue: String(end)} : {},
    items: isPartial ? items.map(({metadata}) => ({metadata})) : items,
  };
}

function answer(response: ServerResponse, status: number, body: object): number {
  const text = JSON.stringify(body);
  response.writeHead(status, {'Content-Type': 'application/json'}).end(text);
  return text.length;
}
