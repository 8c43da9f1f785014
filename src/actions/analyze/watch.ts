// SPDX-License-Identifier: Apache-2.0
import {setMaxListeners} from 'node:events';
import {wantedKinds} from '../../analysis/model/kinds.js';
import type {KindName} from '../../analysis/model/resource.js';
import {type LiveContent, liveReader} from '../../analysis/run/live-mesh.js';
import {followCluster} from '../../analysis/sources/cluster-changes.js';
import {openCluster} from '../../cli/cluster.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {watchPaths} from '../../io/watch-paths.js';
import {type ChangeBatches, changeBatches} from './change-batches.js';
import {withMesh} from './clusters.js';
import {type Examination, examine, isLive, liveRequest} from './run.js';

/** Milliseconds without a change after which a burst of them is over. */
const QUIET = 200;

/** Milliseconds after which what could not be read is tried again. */
const RETRY = 5000;

/** Each kind is watched on a connection of its own. */
const CONNECTIONS = 64;

/**
 * Analyzes, and again whenever files or what the cluster holds have changed: what is new is read anew, and a result is
 * told where it is another one. Goes on until the signal fires, and then throws what ends the command.
 */
export async function watchAnalysis(asked: Examination, terminal: Terminal, signal: AbortSignal): Promise<never> {
  if (asked.words.includes('-') || asked.flags.fix) {
    const what = asked.flags.fix ? '--fix changes files' : 'standard input is read once';
    throw new IstioctlError(`${what}: that does not go with --watch`, {exitCode: ExitCode.Usage});
  }
  // Every watch listens to it.
  setMaxListeners(0, signal);
  const batches = changeBatches<string>(signal);
  const paths = watchedPaths(asked);
  if (!isLive(asked)) {
    watchPaths(paths, batches.add, signal);
    return repeat(asked, {terminal, batches});
  }
  return withMesh(asked.flags, async (clusters) => {
    const changed = new Set<KindName>();
    const note = (kind: KindName): void => {
      changed.add(kind);
      batches.add(kind);
    };
    const followed = await openCluster(asked.flags, {connections: CONNECTIONS});
    try {
      await followCluster(followed, wantedKinds(asked.settings.chosen), note, signal);
      watchPaths(paths, batches.add, signal);
      const read = liveReader(clusters, liveRequest(asked));
      const readLive = async (): Promise<LiveContent> => {
        const kinds = new Set(changed);
        changed.clear();
        try {
          return await read(kinds);
        } catch (error) {
          for (const kind of kinds) changed.add(kind);
          throw error;
        }
      };
      return await repeat(asked, {terminal, batches, readLive});
    } finally {
      followed.close();
    }
  });
}

function watchedPaths({words, flags}: Examination): string[] {
  const {kustomize = [], helm, 'helm-values': values = [], meshConfigFile, meshNetworksFile} = flags;
  const more = [helm, meshConfigFile, meshNetworksFile].filter((path) => path !== undefined);
  return [...words, ...kustomize, ...values, ...more];
}

interface Repeating {
  terminal: Terminal;
  batches: ChangeBatches<string>;
  readLive?: () => Promise<LiveContent>;
}

async function repeat(asked: Examination, {terminal, batches, readLive}: Repeating): Promise<never> {
  let last: string | undefined;
  let changes: ReadonlySet<string> | undefined = new Set();
  while (changes) {
    const started = Date.now();
    const result = await recorded(terminal, async (own) => {
      const failure = await examine(asked, own, readLive).catch((error: unknown) => {
        // What makes the first look impossible is no passing state.
        if (last === undefined || !(error instanceof IstioctlError)) throw error;
        setTimeout(() => batches.add('nothing; tried again'), RETRY).unref();
        return error;
      });
      if (failure) own.err(`Error: ${failure.message}\n${failure.hint === undefined ? '' : `Hint: ${failure.hint}\n`}`);
    });
    if (result.text !== last) {
      if (last !== undefined) terminal.err(`\nChanged: ${[...changes].toSorted().join(', ')}\n`);
      result.replay();
      last = result.text;
    }
    // A cluster that is slow to read is not read without a break.
    changes = await batches.next(Math.max(QUIET, Date.now() - started));
  }
  throw new IstioctlError('interrupted', {exitCode: ExitCode.Interrupted});
}

/** What the work prints, and a way to print it. */
async function recorded(terminal: Terminal, work: (own: Terminal) => Promise<void>) {
  const printed: {to: 'out' | 'err'; text: string}[] = [];
  await work({
    ...terminal,
    out: (text) => void printed.push({to: 'out', text}),
    err: (text) => void printed.push({to: 'err', text}),
  });
  return {
    text: printed.map(({to, text}) => `${to} ${text}`).join(''),
    replay: () => {
      for (const {to, text} of printed) terminal[to](text);
    },
  };
}
