// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {imagesOf} from '../../../src/images/images.js';
import {istioctl} from '../../support/run.js';

const HUB = 'registry.istio.io/release';

describe('images list', () => {
  test('names what the objects run and what is injected', async () => {
    const {stdout} = await istioctl('images list --set profile=ambient');
    const images = ['install-cni', 'pilot', 'proxyv2', 'ztunnel'].map((name) => `${HUB}/${name}:1.30.3-distroless`);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(images));
  });

  test('takes another hub, and says what uses an image', async () => {
    const {images} = JSON.parse((await istioctl('images list --hub example.test:5000/mirror -o json')).stdout);
    expect(images).toContainEqual({
      image: 'example.test:5000/mirror/pilot:1.30.3',
      usedBy: ['Deployment/istio-system/istiod'],
    });
  });

  test('writes a file for skopeo sync', async () => {
    const {stdout} = await istioctl('images list --set profile=minimal -o skopeo');
    expect(stdout).toMatch(/^[^]*registry\.istio\.io:\n {2}images:\n {4}[^]*release\/pilot:\n {6}- "1\.30\.3"\n/);
  });
});

test('images are found in containers of every kind, and `auto` is none', () => {
  const pod = {
    initContainers: [{image: 'a'}],
    containers: [{image: 'b'}, {image: 'auto'}],
    volumes: [{image: {reference: 'no'}}],
  };
  const object = (kind: string, value: unknown) => ({kind, namespace: 'n', name: 'x', value: () => value});
  expect(
    imagesOf([
      object('CronJob', {spec: {jobTemplate: {spec: {template: {spec: pod}}}}}),
      object('Pod', {spec: {containers: [{image: 'b'}]}}),
      object('ConfigMap', {
        data: {
          config: 'image: busybox:1\nimage: "{{ .x }}"\n',
          values:
            '{"global":{"hub":"h","tag":"t","variant":"debug","proxy":{"image":"p"},"proxy_init":{"image":"r/i:1"}}}',
        },
      }),
    ]),
  ).toEqual([
    {image: 'a', usedBy: ['CronJob/n/x']},
    {image: 'b', usedBy: ['CronJob/n/x', 'Pod/n/x']},
    {image: 'busybox:1', usedBy: ['ConfigMap/n/x']},
    {image: 'h/p:t-debug', usedBy: ['ConfigMap/n/x']},
    {image: 'r/i:1', usedBy: ['ConfigMap/n/x']},
  ]);
});
