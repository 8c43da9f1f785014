// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {type FleetFlagValues, fleetFlags} from '../../cli/flags/fleet.js';
import {adminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {text} from '../../describe/objects.js';
import {SELECTING_KINDS} from '../../describe/shaping/kinds.js';
import {type ObjectFilter, type ObjectName, objectKind} from '../../describe/shaping/object-kind.js';
import {ExitCode, IstioctlError, isForbidden} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {showManyIn} from '../proxies/many.js';
import {meshConfigIn} from './mesh-config-map.js';

/** What commands have that say which objects shape which proxies. */
export const shapingFlags = {
  ...adminPort,
  ...fleetFlags,
  file: Flags.string({
    char: 'f',
    summary: 'Read a dump from this file, or a folder made by proxy-config snapshot',
    helpValue: 'FILE',
  }),
  output: Flags.string({
    char: 'o',
    summary: 'Output format: table, json, yaml, ndjson, csv, name',
    default: 'table',
    helpValue: 'FORMAT',
  }),
  revision: Flags.string({char: 'r', summary: 'Revision whose mesh config counts', default: '', helpValue: 'NAME'}),
};

const {'all-namespaces': _, ...ofAllNamespaces} = shapingFlags;

/** The same for what always looks at all namespaces. */
export const meshShapingFlags = ofAllNamespaces;

/**
 * Prints a row per proxy and object, or only those of one object; answers how many.
 * @throws IstioctlError: 80 where a proxy did not answer, or some objects may not be looked at.
 */
export async function showObjects(
  session: Session,
  argv: readonly string[],
  flags: FleetFlagValues & {istioNamespace: string; revision: string},
  onlyIn: (cluster: ConnectedCluster | undefined) => Promise<ObjectName | undefined>,
): Promise<number> {
  const denied: string[] = [];
  const filterIn = async (cluster: ConnectedCluster | undefined): Promise<ObjectFilter> => {
    const only = await onlyIn(cluster);
    if (!cluster) return {selecting: [], rootNamespace: flags.istioNamespace, only};
    const allowed = <T>(read: Promise<T>): Promise<T | undefined> => unlessForbidden(read, denied);
    const [mesh, ...lists] = await Promise.all([
      allowed(meshConfigIn(cluster, flags.istioNamespace, flags.revision)),
      ...SELECTING_KINDS.map(({apiVersion, kind}) => allowed(cluster.list({apiVersion, kind}))),
    ]);
    const selecting = lists.flatMap((list) => list ?? []);
    return {selecting, rootNamespace: text(mesh, 'rootNamespace') || flags.istioNamespace, only};
  };
  const shown = await showManyIn(session, objectKind, filterIn, argv, flags);
  for (const message of denied) session.say(message);
  if (denied.length === 0) return shown;
  throw new IstioctlError('not all objects could be looked at', {exitCode: ExitCode.NotChecked});
}

async function unlessForbidden<T>(read: Promise<T>, denied: string[]): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    denied.push(error.message);
    return undefined;
  }
}
