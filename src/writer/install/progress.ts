// SPDX-License-Identifier: Apache-2.0
import {Chalk, type ChalkInstance} from 'chalk';
import type {Progress, ProgressEvent} from '../../install/progress.js';

/** Where progress goes: talk to `err`, what was removed to `out`, as data. */
export interface Screen {
  out(text: string): void;
  err(text: string): void;
  /** Whether the last line may be redrawn, and coloured. */
  readonly interactive: boolean;
  readonly columns: number;
}

/** How a component is called and what its success is marked with (spec/install.md §1.4). */
const COMPONENTS = new Map([
  ['Base', {name: 'Istio core', icon: '⛵️'}],
  ['Pilot', {name: 'Istiod', icon: '🧠'}],
  ['Cni', {name: 'CNI', icon: '🪢'}],
  ['Ztunnel', {name: 'Ztunnel', icon: '🔒'}],
  ['IngressGateways', {name: 'Ingress gateways', icon: '🛬'}],
  ['EgressGateways', {name: 'Egress gateways', icon: '🛫'}],
]);

const CLEAR_LINE = '\r\u001B[K';

/**
 * Shows progress as lines: one per component that ends, and one for what is going on, which a terminal redraws and
 * everything else gets anew whenever it changed.
 */
export function createProgressWriter(screen: Screen): Progress {
  const chalk = new Chalk({level: screen.interactive ? 1 : 0});
  let status = '';
  const showStatus = (text: string): void => {
    const line = shortened(text, screen.columns - 2);
    if (line === status) return;
    status = line;
    // Only the mark is coloured: colour codes must not count as columns.
    screen.err(screen.interactive ? `${CLEAR_LINE}${chalk.yellow('-')}${line.slice(1)}` : `${line}\n`);
  };
  const finishLine = (text: string): void => {
    screen.err(screen.interactive ? `${CLEAR_LINE}${text}\n` : `${text}\n`);
    status = '';
  };
  return (event) => {
    if (event.kind === 'working') showStatus(workingLine(event));
    else if (event.kind === 'pruning') showStatus('- Pruning removed resources');
    else if (event.kind === 'removed') {
      if (screen.interactive && status !== '') screen.err(CLEAR_LINE);
      status = '';
      screen.out(`${removedLine(event)}\n`);
    } else finishLine(finalLine(event, chalk));
  };
}

type Event<K extends ProgressEvent['kind']> = Extract<ProgressEvent, {kind: K}>;

function workingLine({components, waitingFor}: Event<'working'>): string {
  const names = components.map((component) => nameOf(component)).sort();
  const waiting = waitingFor.length === 0 ? '' : ` Waiting for ${waitingFor.join(', ')}`;
  return `- Processing resources for ${names.join(', ')}.${waiting}`;
}

function removedLine({group, version, objectKind, namespace, name, gone}: Event<'removed'>): string {
  const id = `${group}/${version}, Kind=${objectKind}/${name}.${namespace}`;
  return gone ? `object: ${id} is not being deleted because it no longer exists` : `  Removed ${id}.`;
}

function finalLine(event: Event<'installed' | 'failed' | 'complete'>, chalk: ChalkInstance): string {
  if (event.kind === 'complete') return `${chalk.green('✔')} ${event.what} complete`;
  const name = nameOf(event.component);
  if (event.kind === 'failed') return `${chalk.red('✘')} ${name} encountered an error: ${event.error.message}`;
  return `${chalk.green('✔')} ${name} installed ${COMPONENTS.get(event.component)?.icon ?? '✅'}`;
}

function nameOf(component: string): string {
  return COMPONENTS.get(component)?.name ?? 'Unknown';
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 3))}...`;
}
