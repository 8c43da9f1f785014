// SPDX-License-Identifier: Apache-2.0
// What CI servers take for a JUnit report: elements with their attributes and children, as the schema of Jenkins' xUnit plugin has them.

interface Shape {
  required: readonly string[];
  optional: readonly string[];
  /** In the order of the schema, each with how often it may be there; undefined where any order is allowed. */
  children: readonly string[];
  inOrder: boolean;
  /** May hold text. */
  text: boolean;
}

const COUNTS = ['failures', 'errors', 'disabled'];
const PROBLEM: Shape = {required: [], optional: ['message', 'type'], children: [], inOrder: true, text: true};
const OUTPUT: Shape = {required: [], optional: [], children: [], inOrder: true, text: true};

const SHAPES: Readonly<Record<string, Shape>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', ...COUNTS],
    children: ['testsuite'],
    inOrder: true,
    text: false,
  },
  testsuite: {
    required: ['name', 'tests'],
    optional: [...COUNTS, 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
    inOrder: true,
    text: false,
  },
  testcase: {
    required: ['name', 'classname'],
    optional: ['assertions', 'time', 'status'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    inOrder: false,
    text: false,
  },
  failure: PROBLEM,
  error: PROBLEM,
  'system-out': OUTPUT,
  'system-err': OUTPUT,
};

const INTEGERS: ReadonlySet<string> = new Set(['tests', 'failures', 'errors', 'disabled', 'skipped', 'assertions']);

export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

const TOKEN =
  /<\?xml version="1\.0" encoding="UTF-8"\?>|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** Returns the root of a document. Throws for what is not well-formed, or is no part of XML that reports need. */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = {name: '', attributes: {}, children: [], text: ''};
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (!token) throw new Error(`not well-formed at ${JSON.stringify(text.slice(at, at + 60))}`);
    const [, closing, name, attributes = '', empty, characters] = token;
    const top = open.at(-1) ?? root;
    if (characters !== undefined) top.text += unescaped(characters.replace(/\r\n?/g, '\n'));
    if (name === undefined) continue;
    if (closing) {
      if (open.pop()?.name !== name || open.length === 0) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const element = {name, attributes: attributesOf(attributes), children: [], text: ''};
    top.children.push(element);
    if (!empty) open.push(element);
  }
  const [only, ...more] = root.children;
  if (!only || more.length > 0 || open.length > 1) throw new Error('not one element at the root');
  return only;
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [
    name,
    unescaped(value),
  ]);
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error(`an attribute twice in ${text}`);
  return Object.fromEntries(found);
}

const ENTITIES: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"};

function unescaped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what XML 1.0 has no place for
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text))
    throw new Error('a character that XML has no place for');
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const code = /^#(\d+)$/.exec(name)?.[1];
    const character = whole.endsWith(';')
      ? code === undefined
        ? ENTITIES[name]
        : String.fromCodePoint(Number(code))
      : undefined;
    if (character === undefined) throw new Error(`no entity: ${whole}`);
    return character;
  });
}

/** Returns what about a report is not as CI servers expect it. */
export function complaintsAbout(element: XmlElement): string[] {
  const {name, attributes, children, text} = element;
  const shape = SHAPES[name];
  if (!shape) return [`unknown element ${name}`];
  const places = children.map((child) => shape.children.indexOf(child.name));
  const known = [...shape.required, ...shape.optional];
  return [
    ...shape.required.filter((one) => attributes[one] === undefined).map((one) => `${name} without ${one}`),
    ...Object.keys(attributes)
      .filter((one) => !known.includes(one))
      .map((one) => `${name} with ${one}`),
    ...Object.entries(attributes).flatMap(([key, value]) =>
      INTEGERS.has(key) && !/^\d+$/.test(value) ? [`${name} ${key} is ${value}`] : [],
    ),
    ...children.filter((_, i) => (places[i] ?? -1) < 0).map((child) => `${child.name} in ${name}`),
    ...(shape.inOrder && places.some((place, i) => place < (places[i - 1] ?? 0)) ? [`order in ${name}`] : []),
    ...(!shape.text && text.trim() !== '' ? [`text in ${name}`] : []),
    ...countComplaints(element),
    ...children.flatMap(complaintsAbout),
  ];
}

/** The counts of an element are those of its test cases. */
function countComplaints(element: XmlElement): string[] {
  if (element.name !== 'testsuites' && element.name !== 'testsuite') return [];
  const cases = casesIn(element);
  const having = (child: string) => cases.filter(({children}) => children.some(({name}) => name === child)).length;
  const counts = {tests: cases.length, failures: having('failure'), errors: having('error')};
  return Object.entries(counts).flatMap(([name, count]) =>
    element.attributes[name] === String(count) ? [] : [`${element.name} ${name} is not ${count}`],
  );
}

function casesIn({name, children}: XmlElement): XmlElement[] {
  return name === 'testsuite' ? children.filter((one) => one.name === 'testcase') : children.flatMap(casesIn);
}
