// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Tree} from '../../manifest/input/tree.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import type {Pod} from '../pod/container.js';
import {InjectionError, injectPod} from '../pod/inject-pod.js';
import {ASKED, type Decision, decide} from '../pod/required.js';
import {FieldError} from '../typed/typed-value.js';
import {type RawDocument, rawDocuments} from './documents.js';
import type {Injector, NamedText} from './injector.js';
import {isList, isWorkload, nameOfObject, titleOf, type Workload, workloadOf} from './workload.js';

/** What became of a workload. */
export interface Outcome {
  workload: Workload;
  decision: Decision;
  /** The pod with the proxy; undefined where it gets none. */
  injected: Pod | undefined;
}

/** What became of a document. */
export interface InjectedDocument {
  /** The document as it was. */
  text: string;
  /** The object to write in its place; undefined where the text stays. */
  object: Tree | undefined;
  /** One for each workload in it. */
  outcomes: Outcome[];
}

/**
 * Injects every workload of a file, those in Lists among them; what is none stays as it is, byte for byte. A document
 * is worked on when it is asked for.
 * @throws IstioctlError that names file, document, kind, name and annotation
 */
export function* injectFile(injector: Injector, file: NamedText): Generator<InjectedDocument> {
  let i = 0;
  for (const document of rawDocuments(file.text)) yield injectDocument(injector, document, {file: file.name, i: i++});
}

interface Place {
  file: string;
  /** Index of the document. */
  i: number;
}

function injectDocument(injector: Injector, document: RawDocument, {file, i}: Place): InjectedDocument {
  const untouched = {text: document.text, object: undefined, outcomes: []};
  if (!mayHoldWorkload(document.text)) return untouched;
  const at = `${file}: document ${i + 1} (line ${document.line})`;
  const object = parse(document, file);
  const {compat} = injector;
  if (isList(object)) return injectList(injector, object, document, at);
  if (!isWorkload(object, compat)) return untouched;
  const {outcome, value} = injectObject(injector, object, at);
  const stays = outcome.injected === undefined && !compat;
  return {text: document.text, object: stays ? undefined : value, outcomes: [outcome]};
}

/** Whether the text has to be read: an object that makes pods says somewhere which kind it is. */
function mayHoldWorkload(text: string): boolean {
  return text.includes('kind');
}

function parse({text, line}: RawDocument, file: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new IstioctlError(`${file}:${line + error.line - 1}:${error.column}: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

function injectList(
  injector: Injector,
  list: Tree & {items: unknown[]},
  {text}: RawDocument,
  at: string,
): InjectedDocument {
  const outcomes: Outcome[] = [];
  const items = list.items.map((item, i) => {
    if (!isWorkload(item, injector.compat)) return item;
    const {outcome, value} = injectObject(injector, item, `${at}, items[${i}]`);
    outcomes.push(outcome);
    return outcome.injected === undefined && !injector.compat ? item : value;
  });
  const changes = outcomes.some(({injected}) => injected !== undefined) || (injector.compat && outcomes.length > 0);
  return {text, object: changes ? {metadata: {}, ...list, items} : undefined, outcomes};
}

function injectObject(injector: Injector, object: Tree, at: string): {outcome: Outcome; value: Tree} {
  try {
    const workload = workloadOf(object, injector.compat);
    const decision = decide(workload.pod, workload.namespace, ASKED);
    if (!decision.inject) return {outcome: {workload, decision, injected: undefined}, value: workload.object};
    const injected = injectPod(injector, workload.pod, workload.owner);
    return {outcome: {workload, decision, injected}, value: workload.withPod(injected)};
  } catch (error) {
    if (!(error instanceof InjectionError || error instanceof FieldError)) throw error;
    const what = error instanceof InjectionError ? 'failed to run injection template: ' : '';
    throw new IstioctlError(`${at}: ${titleOf(nameOfObject(object))}: ${what}${error.message}`, {cause: error});
  }
}
