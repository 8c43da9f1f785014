// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {junitReport} from '../../../src/writer/analysis/junit.js';
import {reportOfEverything, reportOfNothing} from './report.js';

/** The elements that Jenkins' XSD of JUnit files has and we use: attributes (those with ! must be there) and children. */
const ELEMENTS: Record<string, {attributes: string[]; children: string[]; text?: boolean}> = {
  testsuites: {attributes: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite']},
  testsuite: {
    attributes: ['name!', 'tests!', 'failures!', 'errors!', 'time', 'skipped'],
    children: ['testcase'],
  },
  testcase: {
    attributes: ['name!', 'time', 'classname'],
    children: ['skipped', 'error', 'failure', 'system-out'],
  },
  failure: {attributes: ['type', 'message'], children: [], text: true},
  error: {attributes: ['type', 'message'], children: [], text: true},
  skipped: {attributes: ['type', 'message'], children: [], text: true},
  'system-out': {attributes: [], children: [], text: true},
};

const TOKEN = /<\?xml [^>]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;

/** What is wrong with a document; nothing where it is well-formed and of the elements above. */
function problemsOf(xml: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  let end = 0;
  for (const match of xml.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, closed, opened, attributes = '', empty, text] = match;
    if (closed !== undefined && open.pop() !== closed) problems.push(`</${closed}> closes another element`);
    if (opened !== undefined) {
      problems.push(...elementProblems(opened, open.at(-1), attributes));
      if (empty === '') open.push(opened);
    }
    if (text !== undefined && text.trim() !== '' && !ELEMENTS[open.at(-1) ?? '']?.text) problems.push(`text: ${text}`);
    if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(match[0])) problems.push(`a bare &: ${match[0]}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(match[0])) problems.push('a control character');
  }
  if (end !== xml.length) problems.push(`no XML: ${xml.slice(end, end + 40)}`);
  return [...problems, ...open.map((name) => `<${name}> is not closed`)];
}

function elementProblems(name: string, parent: string | undefined, attributes: string): string[] {
  const element = ELEMENTS[name];
  if (!element) return [`no element is called ${name}`];
  const given = [...attributes.matchAll(/ ([\w-]+)=/g)].map(([, attribute = '']) => attribute);
  const known = element.attributes.map((attribute) => attribute.replace('!', ''));
  const must = element.attributes.filter((attribute) => attribute.endsWith('!')).map((text) => text.slice(0, -1));
  return [
    ...(parent === undefined || ELEMENTS[parent]?.children.includes(name) ? [] : [`${name} in ${parent}`]),
    ...given.filter((attribute) => !known.includes(attribute)).map((attribute) => `${name} has no ${attribute}`),
    ...must.filter((attribute) => !given.includes(attribute)).map((attribute) => `${name} lacks ${attribute}`),
  ];
}

describe('JUnit', () => {
  test('is of the elements of the XSD, and the check is able to object', async () => {
    expect(problemsOf(junitReport(await reportOfEverything()))).toEqual([]);
    expect(problemsOf(junitReport(reportOfNothing))).toEqual([]);
    expect(problemsOf('<testsuites><testcase x="1">a & b</testsuites>')).toHaveLength(7);
  });

  test('tells failures, errors, what was skipped and what is fine', async () => {
    const report = await reportOfEverything();
    const xml = junitReport(report);
    const errors = report.messages.filter(({level}) => level === 'Error').length;
    const {skipped, unfinished, messages} = report;
    const skips = skipped.length + unfinished.length;
    const tests = messages.length + skips + 2;
    expect(xml).toContain(`tests="${tests}" failures="${errors}" errors="1" skipped="${skips}"`);
    expect(xml.match(/<failure /g)).toHaveLength(errors);
    expect(xml).toContain('<testcase classname="fine.yaml" name="no messages" time="0"/>');
    expect(junitReport({...report, failureThreshold: 'Info'}).match(/<failure /g)).toHaveLength(messages.length);
  });

  test('is well-formed whatever messages say', async () => {
    const [message] = (await reportOfEverything()).messages;
    if (!message) throw new Error('there is no message');
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 20}), (text) => {
        expect(problemsOf(junitReport({...reportOfNothing, messages: [{...message, text, origin: text}]}))).toEqual([]);
      }),
    );
  });
});
