// SPDX-License-Identifier: Apache-2.0
import {existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {expectGolden} from '../../support/golden.js';
import {istioctl} from '../../support/run.js';

const MESH = 'test/testdata/migrate/mesh.yaml';
const GOLDENS = 'test/testdata/migrate';
const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-migrate-'));

describe('migrate ambient', () => {
  test('all namespaces, and what is in the way', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`migrate ambient -A --config ${MESH}`);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 79});
    expectGolden(stdout, `${GOLDENS}/all.txt`);
  });

  test('one namespace, with files', async () => {
    const folder = join(FOLDER, 'ambient');
    const line = `migrate ambient -n shop --config ${MESH} --write ${folder}`;
    expect(await istioctl(line)).toMatchObject({exitCode: 0, stderr: `The files are in ${folder}.\n`});
    const files = readdirSync(join(folder, 'shop'));
    expect(files).toEqual([
      'sidecar-policies.yaml',
      'steps.txt',
      'subset-services.yaml',
      'waypoint-policies.yaml',
      'waypoint.yaml',
      'ztunnel-policies.yaml',
    ]);
    for (const file of files) {
      const text = readFileSync(join(folder, 'shop', file), 'utf8').replaceAll(folder, 'ambient');
      expectGolden(text, `${GOLDENS}/shop/${file}`);
    }
    const again = await istioctl(line);
    expect(again).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining(`${folder} is there already`),
    });
  });

  test('nothing is written for what is blocked', async () => {
    const folder = join(FOLDER, 'blocked');
    const line = `migrate ambient -n legacy --config ${MESH} --write ${folder}`;
    expect(await istioctl(line)).toMatchObject({exitCode: 79, stderr: 'There is nothing to write.\n'});
    expect(existsSync(folder)).toBe(false);
  });

  test('for programs', async () => {
    const {stdout, exitCode} = await istioctl(`migrate ambient -n batch --config ${MESH} -o json`);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'istioctl/v1',
      kind: 'AmbientAudit',
      items: [{namespace: 'batch', readiness: 'READY', blockers: [], files: [], steps: [{}, {}, {}]}],
    });
  });

  test('a namespace outside of the mesh', async () => {
    expect(await istioctl(`migrate ambient -n outside --config ${MESH}`)).toMatchObject({
      exitCode: 1,
      stderr: 'Error: no namespace with sidecars: outside is not in the mesh\nHint: -A looks at all namespaces\n',
    });
  });

  test('a file that cannot be read', async () => {
    const broken = join(FOLDER, 'broken.yaml');
    writeFileSync(broken, 'kind: Service\n metadata: {}\n');
    expect(await istioctl(`migrate ambient -A --config ${broken}`)).toMatchObject({
      exitCode: 65,
      stdout: '',
      stderr: expect.stringContaining(`${broken}:2`),
    });
  });
});
