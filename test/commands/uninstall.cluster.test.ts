// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {labelled} from '../../src/revision/labels.js';
import {parseYamlDocuments} from '../../src/yaml/parse.js';
import {describeOnControlPlane} from '../cluster/control-plane.js';
import {meshUnderTest} from './mesh-under-test.js';

describeOnControlPlane('uninstall as users type it', () => {
  const mesh = meshUnderTest();

  beforeEach(async () => {
    expect((await mesh.run('install -y --set profile=minimal --readiness-timeout 30s')).exitCode).toBe(0);
  }, 60_000);

  test('a purge may keep the CRDs, writes what goes into a file, and says what is left', {
    timeout: 120_000,
  }, async () => {
    const service = {apiVersion: 'networking.istio.io/v1', kind: 'VirtualService'};
    const spec = {hosts: ['a'], http: [{route: [{destination: {host: 'a'}}]}]};
    await mesh
      .cluster()
      .create({...service, metadata: {namespace: 'default', name: 'a'}, spec}, {fieldManager: 'user'});
    const shown = await mesh.run('uninstall --purge --dry-run');
    expect(shown.stderr).toContain(
      'With their CRDs goes what was configured (--keep-crds leaves it):\n  VirtualService: 1 in 1 namespace\n',
    );
    expect(shown.stderr).toMatch(/Would be left behind:\n {2}Namespace: istio-system\n(?! {2}Custom)/);
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-backup-'));
    const file = join(folder, 'all.yaml');
    const {exitCode, stderr} = await mesh.run(`uninstall --purge --keep-crds --backup ${file} -y`);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(
        /Left behind:\n {2}Namespace: istio-system\n {2}CustomResourceDefinition: 15\n {2}VirtualService: 1\n/,
      ),
    ]);
    expect((await mesh.installed()).every((name) => name.startsWith('CustomResourceDefinition/'))).toBe(true);
    expect(await mesh.cluster().get(service, {namespace: 'default', name: 'a'})).toBeDefined();
    const saved = parseYamlDocuments(readFileSync(file, 'utf8')).map((object) => labelled(object, {}));
    for (const object of saved) await mesh.cluster().apply(object, {fieldManager: 'test', force: true});
    expect(await mesh.installed()).toEqual(
      expect.arrayContaining(saved.map(({kind, metadata}) => `${kind}/${metadata.name}`)),
    );
    const again = await mesh.run(`uninstall --purge --backup ${file} -y`);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('there is such a file already')]);
    rmSync(folder, {recursive: true});
  });

  test('a purge shows what goes, asks, leaves nothing, and may be repeated', {timeout: 120_000}, async () => {
    const shown = await mesh.run('uninstall --purge --dry-run --verbose');
    expect([shown.exitCode, shown.stderr]).toEqual([0, expect.stringContaining('  Deployment: istio-system/istiod\n')]);
    expect((await mesh.run('uninstall --purge', 'n\n')).exitCode).toBe(1);
    expect(await mesh.installed()).toContain('Deployment/istiod');
    const {exitCode, stderr} = await mesh.run('uninstall --purge', 'y\n');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('✔ Uninstall complete\n')]);
    expect(await mesh.installed()).toEqual([]);
    const again = await mesh.run('uninstall --purge -y');
    expect([again.exitCode, again.stderr]).toEqual([
      0,
      'Nothing to remove: the cluster holds no such objects of Istio.\n',
    ]);
  });
});
