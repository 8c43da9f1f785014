// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const folder = mkdtempSync(join(tmpdir(), 'validate-'));
const right = join(folder, 'right.yaml');
const wrong = join(folder, 'wrong.yaml');
writeFileSync(
  right,
  'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: a}\nspec: {egress: [{hosts: ["./*"]}]}\n',
);
writeFileSync(
  wrong,
  'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: a}\nspec: {}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 1}]}\n',
);

test('files are said to be valid on standard error', async () => {
  expect(await istioctl(['validate', '-f', right])).toEqual({stdout: '', stderr: `"${right}" is valid\n`, exitCode: 0});
});

test('all that is wrong is said at once', async () => {
  const {stderr, exitCode} = await istioctl(['v', '-f', `${right},${wrong}`]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^Error: 2 errors occurred:\n\t\* Sidecar\/\/a: sidecar: empty configuration provided\n\t\* Service\/\/b: service "b\/\/:" has an unnamed port\./,
  );
});

test.each([
  ['validate', 64, 'you must specify resources by --filename'],
  ['validate --compat 1.30', 1, 'you must specify resources by --filename'],
  ['validate -f nope.yaml', 65, 'cannot stat file "nope.yaml": stat nope.yaml: no such file or directory'],
  ['validate -f nope.yaml --compat 1.30', 1, 'cannot stat file "nope.yaml"'],
  ['validate x', 64, 'unknown command "x" for "istioctl validate"'],
])('%s is refused', async (commandLine, code, text) => {
  const {stderr, exitCode} = await istioctl(commandLine);
  expect(exitCode).toBe(code);
  expect(stderr).toContain(text);
});
