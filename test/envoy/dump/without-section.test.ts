// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {withoutSection} from '../../../src/envoy/dump/without-section.js';

const section = (name: string, more = '') =>
  `  {\n   "@type": "type.googleapis.com/envoy.admin.v3.${name}ConfigDump"${more}\n  }`;
const dump = (...sections: string[]) => `{\n "configs": [\n${sections.join(',\n')}\n ]\n}\n`;

test.each([
  ['first', ['Endpoints', 'Clusters', 'Listeners']],
  ['in the middle', ['Clusters', 'Endpoints', 'Listeners']],
  ['last', ['Clusters', 'Listeners', 'Endpoints']],
  ['twice at the end', ['Clusters', 'Listeners', 'Endpoints', 'Endpoints']],
  ['twice, apart', ['Endpoints', 'Clusters', 'Endpoints', 'Listeners']],
  ['nowhere', ['Clusters', 'Listeners']],
])('a section that is %s', (_, names) => {
  const bytes = Buffer.from(dump(...names.map((name) => section(name, ',\n   "version_info": "ä [{"'))));
  const expected = JSON.parse(bytes.toString());
  expected.configs = expected.configs.filter((each: Record<string, string>) => !each['@type']?.includes('Endpoints'));
  const cut = withoutSection({bytes, name: 'a'}, 'Endpoints').toString();
  expect(JSON.parse(cut)).toEqual(expected);
  expect(cut).toBe(
    dump(...names.filter((name) => name !== 'Endpoints').map((name) => section(name, ',\n   "version_info": "ä [{"'))),
  );
});

test('the only section', () => {
  const bytes = Buffer.from(dump(section('Endpoints')));
  expect(JSON.parse(withoutSection({bytes, name: 'a'}, 'Endpoints').toString())).toEqual({configs: []});
});

test('what is no dump is said', () => {
  expect(() => withoutSection({bytes: Buffer.from('<html>'), name: 'answer.json'}, 'Endpoints')).toThrow('answer.json');
});
