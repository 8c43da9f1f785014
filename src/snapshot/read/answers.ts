// SPDX-License-Identifier: Apache-2.0
import {maskedDump} from '../../envoy/dump/masked.js';
import {withoutSection} from '../../envoy/dump/without-section.js';
import type {ObjectKey} from '../../io/kube/cluster.js';
import {isTree} from '../../manifest/input/tree.js';
import type {SnapshotContent} from './content.js';

/** The whole configuration of a proxy, under the paths that programs ask for it by. */
const WHOLE_DUMPS = ['config_dump?include_eds=true', 'config_dump?include_eds'];

/**
 * Returns what a server in a pod answered to a request, or would have answered as far as other answers tell: a part of
 * a config dump is in the whole one, and chosen statistics are among all of them.
 */
export function answerTo(
  content: SnapshotContent,
  pod: ObjectKey,
  port: number,
  request: {method: string; path: string},
): Buffer | undefined {
  const saved = content.answer(pod, port, request);
  if (saved !== undefined || request.method !== 'GET') return saved;
  // A server sends from a folder without its slash to the one with it.
  const folder = content.answer(pod, port, {...request, path: `${request.path}/`});
  if (folder !== undefined) return folder;
  const [page = '', query = ''] = request.path.replace(/^\//, '').split('?');
  const parameters = new URLSearchParams(query);
  const get = (path: string): Buffer | undefined => content.answer(pod, port, {method: 'GET', path});
  if (page === 'config_dump') {
    const name = `${pod.namespace}/${pod.name}`;
    const dump = dumpOf(get, parameters.has('include_eds'), name);
    const mask = parameters.get('mask');
    return dump && mask !== null ? maskedDump({bytes: dump, name}, mask.split(',')) : dump;
  }
  const filter = parameters.get('filter');
  if (page === 'stats' && parameters.get('format') === 'json' && filter !== null) {
    const all = get('stats?format=json');
    return all && filteredStats(all, filter);
  }
  return undefined;
}

function dumpOf(get: (path: string) => Buffer | undefined, withEndpoints: boolean, name: string): Buffer | undefined {
  const whole = WHOLE_DUMPS.map(get).find((bytes) => bytes !== undefined);
  if (whole === undefined) return get('config_dump');
  return withEndpoints ? whole : withoutSection({bytes: whole, name}, 'Endpoints');
}

/** Statistics whose names have the pattern in them (Envoy: operations/admin, GET /stats?filter=regex). */
function filteredStats(bytes: Buffer, filter: string): Buffer | undefined {
  const page: unknown = JSON.parse(bytes.toString('utf8'));
  if (!isTree(page) || !Array.isArray(page['stats'])) return undefined;
  const pattern = new RegExp(filter);
  const stats: unknown[] = page['stats'];
  const chosen = stats.filter((stat) => isTree(stat) && typeof stat['name'] === 'string' && pattern.test(stat['name']));
  return Buffer.from(JSON.stringify({stats: chosen}));
}
