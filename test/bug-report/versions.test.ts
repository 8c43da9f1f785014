// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {reportedVersions} from '../../src/actions/bug-report/versions.js';
import {meshContainers} from '../../src/bug-report/containers.js';
import {versionsText} from '../../src/bug-report/versions.js';

function pod(key: string, container: string, image: string, labels: Record<string, string> = {}) {
  const [namespace = '', name = ''] = key.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {namespace, name, labels},
    spec: {containers: [{name: container, image}]},
    status: {phase: 'Running', containerStatuses: [{name: container, ready: true}]},
  };
}

const istiod = (image: string) => pod('istio-system/istiod-1', 'discovery', image, {app: 'istiod'});
const text = (reported: Record<string, string>, ...pods: object[]) =>
  versionsText('1.30.3\n', meshContainers(pods as never, []), new Map(Object.entries(reported)));

describe('versions in a report', () => {
  test('are those that istiod reports, whatever the images are called', () => {
    const pods = [
      istiod('mirror.test/pilot:lab'),
      pod('shop/web', 'istio-proxy', 'mirror.test/proxyv2:2.4.1'),
      pod('istio-system/ztunnel-1', 'istio-proxy', 'mirror.test/ztunnel@sha256:00', {app: 'ztunnel'}),
    ];
    const reported = {'istiod-1.istio-system': '1.30.3', 'web.shop': '1.29.6', 'ztunnel-1.istio-system': '1.30.3'};
    expect(text(reported, ...pods)).toBe(
      `CLI version:
1.30.3


The following Istio control plane revisions/versions were found in the cluster:
Revision default: Versions {1.30.3}

The following proxy revisions/versions were found in the cluster:
Revision default: Versions {1.29.6, 1.30.3}
`,
    );
  });

  test.each([
    ['pilot:1.30.3', '1.30.3'],
    ['pilot:1.30.3-distroless', '1.30.3'],
    ['pilot:1.31.0-rc.0-debug', '1.31.0-rc.0'],
    ['host.test:5000/pilot:v1.30.3', '1.30.3'],
    ['pilot:latest', 'unknown (image tag latest)'],
    ['pilot:1.30', 'unknown (image tag 1.30)'],
    ['pilot:20261130', 'unknown (image tag 20261130)'],
    ['pilot:1.30.3@sha256:00', '1.30.3'],
    ['host.test:5000/pilot', 'unknown'],
    ['pilot@sha256:00', 'unknown'],
  ])('of %s, which reports nothing: %s', (image, version) => {
    expect(text({}, istiod(image))).toContain(`Revision default: Versions {${version}}\n`);
  });
});

describe('what istiods report', () => {
  const report = (pages: Partial<Record<string, string>>) =>
    reportedVersions(
      {
        get: async () => undefined,
        list: async () => [istiod('pilot:lab')] as never,
        fetch: async (_: unknown, __: number, {path}: {path: string}) => ({
          status: pages[path] === undefined ? 404 : 200,
          body: Buffer.from(pages[path] ?? ''),
        }),
      } as never,
      'istio-system',
    );
  const syncz = JSON.stringify([{proxy: 'web.shop', istio_version: '1.29.6'}, {proxy: 'old.shop'}]);

  test('is theirs and that of their proxies', async () => {
    expect(await report({'/version': '1.30.3-abc-Clean', '/debug/syncz': syncz})).toEqual(
      new Map([
        ['web.shop', '1.29.6'],
        ['istiod-1.istio-system', '1.30.3'],
      ]),
    );
  });

  test.each([{}, {'/version': 'page /version\n', '/debug/syncz': '<html>'}, {'/version': '', '/debug/syncz': '{}'}])(
    'is nothing where something else answers: %o',
    async (pages) => {
      expect(await report(pages)).toEqual(new Map());
    },
  );
});
