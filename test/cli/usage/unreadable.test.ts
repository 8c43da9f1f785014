// SPDX-License-Identifier: Apache-2.0
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Batch} from './run-all.js';

const folder = mkdtempSync(join(tmpdir(), 'istioctl-unreadable-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const right = file('right.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n');
mkdirSync(join(folder, 'empty'));

const MISSING = join(folder, 'missing.yaml');
const FOLDER = join(folder, 'empty');
const YAML = file('bad.yaml', 'kind: [1\nb: {');
const JSON_TEXT = file('bad.json', '{"kind": ');
const INPUTS = {'a missing file': MISSING, 'a folder': FOLDER, 'bad YAML': YAML, 'bad JSON': JSON_TEXT};

const proxyFiles = ['all', 'bootstrap', 'cluster', 'ecds', 'endpoint', 'listener', 'route', 'secret'];
const ztunnelFiles = ['all', 'certificate', 'connections', 'policy', 'service', 'workload'];

/** Command lines whose last word is the file, and inputs that are no mistake there, or are read when a cluster has answered. */
const LINES: readonly (readonly [string, ...(keyof typeof INPUTS)[]])[] = [
  ['analyze --use-kube=false', 'a folder'],
  [`analyze --use-kube=false ${right} --meshConfigFile`],
  [`analyze --use-kube=false ${right} --meshNetworksFile`],
  [`analyze --use-kube=false ${right} --baseline`],
  [`analyze --use-kube=false ${right} --config`],
  ['analyze --use-kube=false --kustomize'],
  ['analyze --use-kube=false --helm'],
  [`analyze --use-kube=false --helm ${folder} --helm-values`],
  ['bug-report -f'],
  ['certs -f'],
  ['describe objects -f'],
  ['describe proxies vs/x -f'],
  ['describe request --from x --to http://y/ -f'],
  ['experimental authz check -f'],
  [`experimental workload entry configure -o ${folder} -f`],
  ['images list -f'],
  ['install --dry-run=client -f'],
  ['install -f', 'bad YAML', 'bad JSON'],
  ['kube-inject --set profile=minimal -f'],
  [`kube-inject -f ${right} --operatorFileName`],
  [`kube-inject -f ${right} --set profile=minimal --meshConfigFile`],
  [`kube-inject -f ${right} --set profile=minimal --injectConfigFile`],
  [`kube-inject -f ${right} --set profile=minimal --valuesFile`],
  ['manifest generate -f'],
  ['manifest generate -d'],
  ['manifest translate -f'],
  ['manifest validate -f'],
  ['migrate ambient --config', 'a folder'],
  ['profile dump -f'],
  ...proxyFiles.map((kind) => [`proxy-config ${kind} -f`] as const),
  ['proxy-config trace http://x/ -f'],
  ['uninstall -f', 'bad YAML', 'bad JSON'],
  ['upgrade --dry-run=client -f'],
  ['upgrade -f', 'bad YAML', 'bad JSON'],
  ['validate -f', 'a folder'],
  ...ztunnelFiles.map((kind) => [`ztunnel-config ${kind} -f`] as const),
];

const batch = new Batch();
const cases = LINES.map(([line, ...fine]) => {
  const wrong = Object.entries(INPUTS).filter(([name]) => !fine.some((other) => other === name));
  return [
    line.replaceAll(folder, 'DIR'),
    wrong.map(([name, path]) => [name, batch.add([...line.split(' '), path])] as const),
  ] as const;
});

test.each(cases)('%s: what cannot be read ends with 65', (_, inputs) => {
  const wrong = inputs.flatMap(([name, run]) => {
    const {exitCode, stderr} = run();
    return exitCode === 65 && stderr !== '' ? [] : [`${name}: ${exitCode} ${stderr}`];
  });
  expect(wrong).toEqual([]);
});
