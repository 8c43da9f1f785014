// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

const cwd = mkdtempSync(join(tmpdir(), 'istioctl-validate-'));
const head = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\n';

function file(name: string, text: string): string {
  writeFileSync(join(cwd, name), text);
  return name;
}

describe('manifest validate', () => {
  test('says all that is wrong, on stdout, and ends with 1', async () => {
    const text = `${head}metadata:\n  name: mesh\nspec:\n  meshConfig:\n    accesLogFile: /dev/stdout\n  values:\n    pilot: {traceSampling: 500}\n`;
    const run = await istioctl(
      ['manifest', 'validate', '-f', file('iop.yaml', text), '--set', 'values.global.imagePullPolicy=Sometimes'],
      {cwd},
    );
    expect(run).toEqual({
      stdout: `iop.yaml:7:5 error meshConfig.accesLogFile: unknown field; did you mean "accessLogFile"?
iop.yaml:9:28 error values.pilot.traceSampling: 500 is not between 0 and 100
--set values.global.imagePullPolicy=Sometimes error values.global.imagePullPolicy: "Sometimes" is not one of Always, IfNotPresent, Never
3 errors, 0 warnings
`,
      stderr: '',
      exitCode: 1,
    });
  });

  test('a warning alone ends with 0', async () => {
    const run = await istioctl('manifest validate --set namespace=x -o github');
    expect(run.stdout).toBe(
      '::warning title=--set namespace=x::namespace: has no effect; use "values.global.istioNamespace"\n',
    );
    expect(run.exitCode).toBe(0);
  });

  test('rendered objects are checked too: what an overlay breaks is found', async () => {
    const overlay = `spec:
  components:
    pilot:
      k8s:
        overlays:
        - kind: Deployment
          name: istiod
          patches: [{path: 'spec.template.spec.containers.[name:discovery].imagePullPolicy', value: Sometimes}]
`;
    const run = await istioctl(['manifest', 'validate', '-f', file('overlay.yaml', head + overlay), '-o', 'json'], {
      cwd,
    });
    expect(JSON.parse(run.stdout).findings).toEqual([
      {
        severity: 'error',
        path: 'Deployment/istio-system/istiod spec.template.spec.containers[0].imagePullPolicy',
        message: '"Sometimes" is not one of Always, IfNotPresent, Never',
        origin: {},
      },
    ]);
    expect(run.exitCode).toBe(1);
  });

  test.each([
    ['default', 0],
    ['demo', 0],
    ['ambient', 0],
    ['remote', 0],
    ['openshift-ambient', 0],
    ['stable', 0],
  ])('the profile %s has no mistakes', async (profile, exitCode) => {
    const run = await istioctl(`manifest validate --set profile=${profile}`);
    expect(run).toEqual({stdout: 'no mistakes found\n', stderr: '', exitCode});
  });

  test('what is no YAML ends with 65, nothing on stdout', async () => {
    const run = await istioctl(['manifest', 'validate', '-f', file('bad.yaml', 'a: [b\n')], {cwd});
    expect(run.exitCode).toBe(65);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('bad.yaml:');
  });

  test('compat mode lets pass what 1.30 lets pass', async () => {
    const run = await istioctl('manifest validate --compat 1.30 --set meshConfig.accesLogFile=x');
    expect(run.stdout).toContain('warning meshConfig.accesLogFile: unknown field');
    expect(run.exitCode).toBe(0);
  });
});
