// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {ObjectToApply} from '../../src/io/kube/cluster.js';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../cluster/control-plane.js';
import {ENVOY_TIMEOUT} from '../envoy-server/binary.js';
import {authority, type Certified, certificateSecret, trustSecret, workload} from '../envoy-server/certificates.js';
import {describeOnEnvoy} from '../envoy-server/describe.js';
import {istioctl as run} from '../support/run.js';
import {type MeshOfEnvoys, startMeshOfEnvoys} from './proxy-config/mesh-of-envoys.js';

const HOUR = 3_600_000;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const keyOf = ({key}: Certified) => String(key.export({type: 'pkcs8', format: 'pem'}));

describeOnControlPlane('certs', () => {
  describeOnEnvoy('of real Envoys', () => {
    const root = authority('mesh root');
    const stranger = authority('other root');
    let mesh: MeshOfEnvoys;
    const istioctl = (commandLine: string) => run(commandLine, {env: {KUBECONFIG: mesh.kubeconfig}});
    const create = (object: ObjectToApply) => mesh.cluster.create(object, {fieldManager: 'test'});

    beforeAll(async () => {
      mesh = await startMeshOfEnvoys({secrets: secretsOf(root, root)});
      await create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'istio-system'}});
      await create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {namespace: 'istio-system', name: 'istio-ca-secret'},
        data: {'ca-cert.pem': base64(root.certificate), 'ca-key.pem': base64(keyOf(root))},
      });
      for (const namespace of ['shop', 'edge', 'istio-system']) {
        const held = namespace === 'edge' ? stranger : root;
        const metadata = {namespace, name: 'istio-ca-root-cert'};
        await create({apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {'root-cert.pem': held.certificate}});
      }
      await create({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: {name: 'istio-validator'},
        webhooks: [
          {
            name: 'rev.validation.istio.io',
            clientConfig: {url: 'https://127.0.0.1:1/validate', caBundle: base64(root.certificate)},
            rules: [{apiGroups: ['none.istio.io'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*']}],
            sideEffects: 'None',
            admissionReviewVersions: ['v1'],
          },
        ],
      });
    }, BUILD_TIMEOUT + ENVOY_TIMEOUT);
    afterAll(() => mesh?.stop());

    test('what is in order, what is not, and what could not be looked at', async () => {
      const {stdout, stderr, exitCode} = await istioctl('certs -A --proxy-timeout 2s');
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) =>
          line
            .split(/\s{2,}/)
            .slice(0, 6)
            .join(' '),
        );
      expect(lines.map((line) => line.replace(/in \d+[hm]/, 'in time'))).toEqual(
        [
          'NAMESPACE WORKLOAD KIND EXPIRES CHAIN TRUST DOMAIN',
          expect.stringMatching(/^edge istio-ca-root-cert root in time MISMATCH - ?/),
          'edge edge-0 workload in time ok cluster.local',
          'istio-system istio-ca-secret ca in time ok - ',
          'shop cart-0 workload in time ok cluster.local',
          'shop cart-1 workload in time ok cluster.local',
        ].map((line) => (typeof line === 'string' ? line.trim() : line)),
      );
      expect(stderr).toContain('mute-0.shop: no answer within 2s');
      expect(stderr).toContain('late-0.shop: the pod is Pending');
      expect(stderr).toContain('Error: 1 of 5 certificates needs attention');
      expect(exitCode).toBe(79);
    });

    test('a namespace in order, but for those that do not answer', async () => {
      const {stderr, exitCode} = await istioctl('certs -n shop --proxy-timeout 2s');
      expect(stderr).toContain('Error: 3 places could not be looked at');
      expect(exitCode).toBe(80);
    });

    test('what expires soon, and what a proxy got from another authority', async () => {
      const soon = await istioctl('certs -n edge --expires-within 48h -o json');
      expect(soon.exitCode).toBe(79);
      const {items}: {items: {name: string; finding?: string}[]} = JSON.parse(soon.stdout);
      expect(items.find(({name}) => name === 'edge-0')?.finding).toBe('expires soon');
      await mesh.edge.update({secrets: secretsOf(stranger, root)});
      const {stdout} = await istioctl('certs -n edge -o prom');
      expect(stdout).toMatch(/istio_certificate_chain_valid\{namespace="edge",name="edge-0",kind="workload",[^}]*\} 0/);
    });

    test('who may look at nothing learns what was not looked at', async () => {
      const {stderr, exitCode} = await istioctl('certs -A --as nobody');
      for (const what of [
        'proxies',
        'Secret istio-system/cacerts',
        'ConfigMaps istio-ca-root-cert',
        'ValidatingWebhookConfiguration',
      ]) {
        expect(stderr).toMatch(new RegExp(`^${what}: .*forbid`, 'm'));
      }
      expect(exitCode).toBe(80);
    });

    test('no key is printed', async () => {
      for (const format of ['table', 'json', 'prom']) {
        const {stdout, stderr} = await istioctl(`certs -n edge --root -o ${format}`);
        expect(stdout).not.toBe('');
        expect(stdout + stderr).not.toMatch(/PRIVATE|LS0tLS1CRUdJTiBQ/);
      }
    });
  });
});

function secretsOf(issuer: Certified, trusted: Certified) {
  const until = Date.now() + 20 * HOUR;
  const own = workload(issuer, {spiffe: 'spiffe://cluster.local/ns/shop/sa/cart', until});
  return [certificateSecret('default', own), trustSecret('ROOTCA', trusted)];
}
