// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {readConfigDump} from '../../../src/envoy/dump/config-dump.js';
import {isMessage} from '../../../src/envoy/dump/message.js';
import {istioctl} from '../../support/run.js';

const DUMP = 'test/testdata/examples/dump.json';
const KINDS = ['listener', 'cluster', 'route', 'secret', 'bootstrap', 'ecds', 'eds'];

describe('what -o json printed is read again', () => {
  test.each(KINDS)('%s', async (kind) => {
    const printed = await istioctl(`pc ${kind} -f ${DUMP} -o json`);
    for (const flags of ['-o json', '']) {
      const again = await istioctl(`pc ${kind} -f - ${flags}`, {stdin: printed.stdout});
      expect(again).toEqual(await istioctl(`pc ${kind} -f ${DUMP} ${flags}`));
    }
  });

  test('endpoints', async () => {
    const file = 'test/testdata/examples/clusters.json';
    const printed = await istioctl(`pc endpoint -f ${file} -o json`);
    const again = await istioctl('pc endpoint -f -', {stdin: printed.stdout});
    expect(again).toEqual(await istioctl(`pc endpoint -f ${file}`));
  });
});

describe('parts cut out of a dump', () => {
  const whole: unknown = JSON.parse(readFileSync(DUMP, 'utf8'));
  const sections = isMessage(whole) && Array.isArray(whole['configs']) ? whole['configs'] : [];
  const read = (value: unknown) => readConfigDump({bytes: Buffer.from(JSON.stringify(value)), name: 'part.json'});

  test('the list of sections, and a section', () => {
    expect(sections.length).toBeGreaterThan(4);
    expect(read(sections).sections.map(({typeUrl}) => typeUrl)).toEqual(sections.map((each) => each['@type']));
    for (const section of sections.filter((each) => Object.keys(each).length > 1)) {
      expect(read(section).sections.map(({typeUrl}) => typeUrl)).toEqual([section['@type']]);
    }
  });

  test.each([
    [[], 'a config dump is an object with "configs"'],
    [['a', 1, null], 'a config dump is an object with "configs"'],
    [[{kind: 'Pod'}], 'a config dump is an object with "configs"'],
  ])('%j is none', (value, message) => {
    expect(() => read(value)).toThrow(message);
  });

  test('an object of something else has no sections', () => {
    expect(read({kind: 'Pod', metadata: {}}).sections).toEqual([]);
  });
});
