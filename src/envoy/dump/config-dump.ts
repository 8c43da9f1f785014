// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {
  brokenJson,
  endOfValue,
  expectEnd,
  forEachElement,
  forEachEntry,
  type JsonText,
  parseSpan,
  type Span,
  startOf,
  startsList,
  startsMap,
} from './json-text.js';
import {FieldError, isMessage, jsonName, type Message, wrongType} from './message.js';
import {dumpOfList, dumpOfSection} from './printed.js';

/** The sections of a config dump that istioctl shows. */
export type SectionName = 'Bootstrap' | 'Clusters' | 'Ecds' | 'Endpoints' | 'Listeners' | 'Routes' | 'Secrets';

/** Envoy's answer to /config_dump: what its sections are and where they stand. Their content is parsed when it is asked for. */
export interface ConfigDump {
  readonly text: JsonText;
  /** In the order of the file. */
  readonly sections: readonly Section[];
  /** Keys at the top, which tell what else a file may be. */
  readonly keys: readonly string[];
}

export interface Section {
  readonly typeUrl: string;
  readonly span: Span;
  /** Where each field stands, by the name it has in the file. */
  readonly fields: ReadonlyMap<string, Span>;
  /** Where the elements of each list stand. */
  readonly lists: ReadonlyMap<string, readonly Span[]>;
}

const TYPE_PREFIX = 'type.googleapis.com/envoy.admin.v3.';

/** Whoever shows several parts of a dump reads it for each of them. */
const known = new WeakMap<JsonText, ConfigDump>();

/**
 * Finds the sections of a config dump; in the same text only once, as it does not change. Throws an IstioctlError where
 * the text is not JSON or breaks off.
 */
export function readConfigDump(text: JsonText): ConfigDump {
  const dump = known.get(text) ?? findSections(text);
  known.set(text, dump);
  return dump;
}

function findSections(text: JsonText): ConfigDump {
  const start = startOf(text);
  const whole = startsList(text, start) ? dumpOfList(text, start) : undefined;
  if (whole) return findSections(whole);
  if (!startsMap(text, start)) throw brokenJson(text, start, `a config dump is an object with "configs"`);
  const sections: Section[] = [];
  const keys: string[] = [];
  const end = forEachEntry(text, start, (key, at) => {
    if (key === 'configs' && keys.includes(key)) throw brokenJson(text, at, 'duplicate field "configs"');
    keys.push(key);
    if (key !== 'configs' || !startsList(text, at)) return skipField(text, key, at);
    return forEachElement(text, at, (element) => {
      if (!startsMap(text, element)) throw brokenJson(text, element, 'a section was expected');
      const section = readSection(text, element);
      sections.push(section);
      return section.span.end;
    });
  });
  expectEnd(text, end);
  const dump = keys.includes('configs') ? undefined : dumpOfSection(text, {start, end}, keys);
  return dump ? findSections(dump) : {text, sections, keys};
}

function skipField(text: JsonText, key: string, at: number): number {
  const end = endOfValue(text, at);
  if (key === 'configs' && parseSpan(text, {start: at, end}) !== null) {
    throw brokenJson(text, at, 'a list of sections was expected');
  }
  return end;
}

function readSection(text: JsonText, start: number): Section {
  const fields = new Map<string, Span>();
  const lists = new Map<string, Span[]>();
  let typeUrl = '';
  const end = forEachEntry(text, start, (key, at) => {
    const valueEnd = startsList(text, at) ? readList(text, at, key, lists) : endOfValue(text, at);
    if (fields.has(key)) throw brokenJson(text, at, `duplicate field "${key}"`);
    fields.set(key, {start: at, end: valueEnd});
    if (key === '@type') typeUrl = String(parseSpan(text, {start: at, end: valueEnd}));
    return valueEnd;
  });
  return {typeUrl, span: {start, end}, fields, lists};
}

function readList(text: JsonText, start: number, key: string, lists: Map<string, Span[]>): number {
  const elements: Span[] = [];
  lists.set(key, elements);
  return forEachElement(text, start, (at) => {
    const end = endOfValue(text, at);
    elements.push({start: at, end});
    return end;
  });
}

/** The section of that name; of several the last counts (spec/proxy.md §1.8). */
export function findSection(dump: ConfigDump, name: SectionName): Section | undefined {
  return dump.sections.findLast(({typeUrl}) => typeUrl === typeUrlOf(name));
}

/** As {@link findSection}; throws an IstioctlError where there is none. */
export function sectionOf(dump: ConfigDump, name: SectionName): Section {
  const section = findSection(dump, name);
  if (section) return section;
  throw new IstioctlError(`config dump has no configuration type ${typeUrlOf(name)}`, whatIsThere(dump));
}

/** All sections of that name, in the order of the file. */
export function sectionsOf(dump: ConfigDump, name: SectionName): Section[] {
  return dump.sections.filter(({typeUrl}) => typeUrl === typeUrlOf(name));
}

function typeUrlOf(name: SectionName): string {
  return `${TYPE_PREFIX}${name}ConfigDump`;
}

/** A hint for whoever looked for a section that a file has not: what it has instead. */
export function whatIsThere({text, keys, sections}: ConfigDump): {hint: string} {
  if (keys.includes('workloads') || keys.includes('workloadState')) {
    return {hint: `${text.name} is a dump of ztunnel; istioctl ztunnel-config shows it`};
  }
  if (keys.includes('cluster_statuses') || keys.includes('clusterStatuses')) {
    return {hint: `${text.name} is what Envoy answers to /clusters; istioctl proxy-config endpoint shows it`};
  }
  if (sections.some(({typeUrl}) => typeUrl.includes('envoy.admin.v2alpha.'))) {
    return {hint: `${text.name} is of an Envoy that speaks the v2 API; what is read is v3`};
  }
  if (sections.length === 0) return {hint: `${text.name} has no sections; is it Envoy's answer to /config_dump?`};
  const names = sections.map(({typeUrl}) => typeUrl.slice(typeUrl.lastIndexOf('.') + 1));
  return {hint: `${text.name} has ${[...new Set(names)].join(', ')}`};
}

/** The whole section as one message. */
export function sectionMessage({text}: ConfigDump, section: Section): Message {
  return located(text, section.typeUrl, () => messageAt(text, section.span));
}

/**
 * What `read` makes of the messages of lists in a section, list by list; undefined is left out. Each message is parsed
 * when it is its turn and not held. Throws an IstioctlError that says which message does not fit.
 */
export function mapMessages<T>(
  {text}: ConfigDump,
  section: Section,
  lists: readonly string[],
  read: (message: Message, span: Span) => T | undefined,
): T[] {
  const results: T[] = [];
  for (const name of lists) {
    for (const [i, span] of listSpans(text, section, name).entries()) {
      const result = located(text, `${name}[${i}]`, () => read(messageAt(text, span), span));
      if (result !== undefined) results.push(result);
    }
  }
  return results;
}

function listSpans(text: JsonText, section: Section, name: string): readonly Span[] {
  const key = section.fields.has(name) ? name : jsonName(name);
  const spans = section.lists.get(key);
  if (spans) return spans;
  const span = section.fields.get(key);
  const value = span && parseSpan(text, span);
  if (value === undefined || value === null) return [];
  return located(text, name, () => {
    throw wrongType('list', name, value);
  });
}

/** One message again that {@link mapMessages} came by. */
export function messageAt(text: JsonText, span: Span): Message {
  const value = parseSpan(text, span);
  if (isMessage(value)) return value;
  throw new FieldError(`a message was expected, not ${JSON.stringify(value).slice(0, 60)}`);
}

/** What `read` answers; a field that does not fit becomes an IstioctlError that names the file and where in it. */
export function located<T>({name, origin = 'Envoy'}: JsonText, where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new IstioctlError(
      `error unmarshalling config dump response from ${origin}: ${name}: ${where}: ${error.message}`,
      {cause: error, exitCode: ExitCode.UnreadableInput},
    );
  }
}
