// SPDX-License-Identifier: Apache-2.0
// Writes what the measurements of kube-inject read: one Deployment, a thousand of them, and the injector's configuration.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {packedManifests} from '../scripts/pack-manifests.js';
import {renderedSources} from '../src/inject/injector/sources.js';
import {packageInMemory} from '../src/io/manifests.js';
import {renderManifest} from '../src/manifest/render.js';
import {validateInput} from '../src/manifest/validation/validate-input.js';
import {RELEASE} from '../src/version/client-version.js';
import {INJECT_INPUT} from './works.js';

function deployment(i: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${i}
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-${i}
  template:
    metadata:
      labels:
        app: app-${i}
        version: v1
    spec:
      serviceAccountName: app-${i}
      containers:
      - name: app
        image: registry.example/app-${i}:1.2.3
        ports:
        - name: http
          containerPort: ${8000 + (i % 7)}
        env:
        - name: LEVEL
          value: info
        readinessProbe:
          httpGet:
            path: /ready
            port: http
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
`;
}

const source = packageInMemory(packedManifests());
const {objects} = await renderManifest({
  files: [],
  set: [],
  compat: false,
  force: false,
  openPackage: () => source,
  release: RELEASE,
  validate: validateInput,
  only: 'Pilot',
});
const sources = renderedSources(objects);
mkdirSync(INJECT_INPUT, {recursive: true});
for (const key of ['config', 'values', 'mesh'] as const) writeFileSync(join(INJECT_INPUT, key), sources[key].text);
writeFileSync(join(INJECT_INPUT, 'one.yaml'), deployment(0));
writeFileSync(join(INJECT_INPUT, 'thousand.yaml'), Array.from({length: 1000}, (_, i) => deployment(i)).join('---\n'));
