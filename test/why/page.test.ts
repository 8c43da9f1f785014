// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {CAUSES} from '../../src/why/causes/index.js';
import {WORDS} from '../../src/why/explain/explain.js';
import {expectGolden} from '../support/golden.js';
import {istioctl} from '../support/run.js';

/** The page of all causes and words, made of the lists of the code. */
function page(): string {
  const causes = CAUSES.map(({id, title, doc, needs}) => {
    const needed = needs.length === 0 ? '' : `\n\nNeeds: ${needs.join(', ')}.`;
    return `### ${id}\n\n${title[0]?.toUpperCase()}${title.slice(1)}.\n\n${doc}${needed}\n`;
  });
  const words = WORDS.map(({word, status, meaning, causes, tell}) => {
    const cells = [word, status || '-', meaning, causes.join('; '), tell];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return `# Why requests fail

\`istioctl why\` judges these causes in this order; the first that holds is the answer. What it cannot judge, because objects or a dump
were not given, it lists as not judged. UPDATE_GOLDENS=1 makes this page of the code's own lists (\`src/why/causes\`, \`src/why/explain\`).

## Causes

${causes.join('\n')}
## Response flags and code details

| word | status | meaning | usual causes | how to tell them apart |
|---|---|---|---|---|
${words.join('\n')}
`;
}

describe('what is written about why', () => {
  test('docs/why.md has every cause and word', () => {
    expectGolden(page(), 'docs/why.md');
  });

  test('causes have ids of their own, and say what they are', () => {
    expect(new Set(CAUSES.map(({id}) => id)).size).toBe(CAUSES.length);
    for (const {id, title, doc} of CAUSES) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(title.length).toBeGreaterThan(10);
      expect(doc.length).toBeGreaterThan(40);
    }
  });

  const [, shown, output] =
    /^\$ (istioctl why .*)\n([\s\S]*?)^```$/m.exec(readFileSync('docs/proxies.md', 'utf8')) ?? [];
  const folder = resolve('../shared/goldens/why/nack-stale-route');

  test.skipIf(!existsSync(join(folder, 'access.log')))(
    'the recording in docs/proxies.md is what is printed',
    async () => {
      const args = shown?.replace('istioctl ', '').split(' ') ?? [];
      const {stdout} = await istioctl(args, {cwd: folder});
      expect(stdout).toBe(output);
    },
  );
});
