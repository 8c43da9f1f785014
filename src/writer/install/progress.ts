// SPDX-License-Identifier: Apache-2.0
import {Chalk, type ChalkInstance} from 'chalk';
import type {ComponentActivity, Progress, ProgressEvent} from '../../install/apply/progress.js';
import {explanationLines} from '../../install/explain/explanation.js';
import {formatDuration} from '../../install/wait/duration.js';

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

/** How many objects that are waited for are named; the others are counted. */
const SHOWN = 3;

const CLEAR_LINE = '\r\u001B[K';

/**
 * Shows progress as lines: one per component that ends, and one for what is going on, which a terminal redraws and
 * everything else gets anew whenever it changed.
 */
export function createProgressWriter(screen: Screen): Progress {
  const chalk = new Chalk({level: screen.interactive ? 1 : 0});
  let status = '';
  const showStatus = (text: string): void => {
    const line = screen.interactive ? shortened(text, screen.columns - 2) : text;
    if (line === status) return;
    status = line;
    // Only the mark is coloured: colour codes must not count as columns.
    screen.err(screen.interactive ? `${CLEAR_LINE}${chalk.yellow('-')}${line.slice(1)}` : `${line}\n`);
  };
  const finishLine = (text: string): void => {
    screen.err(screen.interactive ? `${CLEAR_LINE}${text}\n` : `${text}\n`);
    status = '';
  };
  const told = new Map<string, string>();
  const aside = (text: string): void => {
    screen.err(`${screen.interactive && status !== '' ? CLEAR_LINE : ''}${text}\n`);
    // A terminal draws its last line again, a log still has it.
    if (screen.interactive) status = '';
  };
  return (event) => {
    if (event.kind === 'working') showStatus(workingLine(event, screen.interactive));
    else if (event.kind === 'stalled') {
      const lines = event.explanations.flatMap(explanationLines).join('\n');
      // The same reason again would only scroll the first one away.
      if (told.get(event.component) !== lines) aside(`${stalledLine(event, chalk)}\n${lines}`);
      told.set(event.component, lines);
    } else if (event.kind === 'retrying') aside(`${chalk.yellow('!')} ${event.error.message}; trying again`);
    else if (event.kind === 'pruning') showStatus('- Pruning removed resources');
    else if (event.kind === 'removed') {
      if (screen.interactive && status !== '') screen.err(CLEAR_LINE);
      status = '';
      screen.out(`${removedLine(event)}\n`);
    } else finishLine(finalLine(event, chalk));
  };
}

type Event<K extends ProgressEvent['kind']> = Extract<ProgressEvent, {kind: K}>;

function workingLine({components, waitingFor}: Event<'working'>, applying: boolean): string {
  const names = components.map((activity) => `${nameOf(activity.component)}${countsOf(activity, applying)}`).sort();
  const more = waitingFor.length > SHOWN ? ` and ${waitingFor.length - SHOWN} more` : '';
  const waiting = waitingFor.length === 0 ? '' : ` Waiting for ${waitingFor.slice(0, SHOWN).join(', ')}${more}`;
  return `- Processing resources for ${names.join(', ')}.${waiting}`;
}

/** ` (3/20 applied)`, ` (1/2 ready)`; where lines stay, not one per object that was written. */
function countsOf({applied, objects, ready, waitedFor}: ComponentActivity, applying: boolean): string {
  if (waitedFor > 0) return ` (${applied}/${objects} applied, ${ready}/${waitedFor} ready)`;
  return applying && applied > 0 ? ` (${applied}/${objects} applied)` : '';
}

function stalledLine({component, since}: Event<'stalled'>, chalk: ChalkInstance): string {
  return `${chalk.yellow('!')} ${nameOf(component)}: nothing has changed for ${formatDuration(Math.round(since / 1000) * 1000)}`;
}

function removedLine({group, version, objectKind, namespace, name, gone}: Event<'removed'>): string {
  const id = `${group}/${version}, Kind=${objectKind}/${name}.${namespace}`;
  return gone ? `object: ${id} is not being deleted because it no longer exists` : `  Removed ${id}.`;
}

function finalLine(event: Event<'installed' | 'failed' | 'left' | 'complete'>, chalk: ChalkInstance): string {
  if (event.kind === 'complete') return `${chalk.green('✔')} ${event.what} complete`;
  const name = nameOf(event.component);
  if (event.kind === 'left') return `${chalk.yellow('-')} ${name} not begun: ${nameOf(event.after)} failed`;
  if (event.kind === 'failed') {
    // The lines below the first explain; the command ends with the whole of them.
    return `${chalk.red('✘')} ${name} encountered an error: ${event.error.message.split('\n')[0] ?? ''}`;
  }
  return `${chalk.green('✔')} ${name} installed ${COMPONENTS.get(event.component)?.icon ?? '✅'}`;
}

function nameOf(component: string): string {
  return COMPONENTS.get(component)?.name ?? 'Unknown';
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 3))}...`;
}

/** Progress for programs: every event as one line of JSON. */
export function createJsonProgress(out: (text: string) => void): Progress {
  return (event) => {
    const said = 'error' in event ? {...event, error: event.error.message} : event;
    out(`${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'Progress', event: said})}\n`);
  };
}
