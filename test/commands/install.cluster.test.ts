// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {findInstalled} from '../../src/install/undo/uninstall.js';
import {MUTATING, VALIDATING} from '../../src/revision/labels.js';
import {describeOnControlPlane} from '../cluster/control-plane.js';
import {eventually} from '../support/eventually.js';
import {meshUnderTest} from './mesh-under-test.js';

describeOnControlPlane('install and uninstall as users type them', () => {
  const mesh = meshUnderTest();

  /** Every object and its version; controllers keep writing what they found out into some. */
  const versions = async (): Promise<string[]> =>
    (await findInstalled(mesh.cluster(), {purge: true})).map(({kind, metadata}) => {
      const controlled = ['Deployment', 'HorizontalPodAutoscaler'].includes(kind);
      return `${kind}/${metadata.name} ${controlled ? metadata.generation : metadata.resourceVersion}`;
    });

  test('asks first, and does nothing when the answer is no', async () => {
    const {exitCode, stderr} = await mesh.run('install', 'what\nn\n');
    expect(exitCode).toBe(1);
    expect(stderr.match(/\(y\/N\)/g)).toHaveLength(2);
    expect(stderr).toContain('Install Istio 1.30.3 with profile "default" into cluster test (context test)? (y/N)');
    expect(await mesh.installed()).toEqual([]);
  });

  test('lets the server judge without writing', async () => {
    const {exitCode, stdout} = await mesh.run('install --dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^The API server would take all \d+ objects that it could check; nothing was written\.\nNot checked: what goes into istio-system/,
    );
    expect(await mesh.installed()).toEqual([]);
    const fresh = await mesh.run('install --diff --diff-format json --set profile=minimal');
    expect(fresh.exitCode).toBe(1);
    const diff = JSON.parse(fresh.stdout);
    expect(diff.changes).toContainEqual({
      change: 'added',
      kind: 'Namespace',
      namespace: '',
      name: 'istio-system',
      fields: [],
    });
    expect({unknown: diff.unknown, unchecked: diff.unchecked}).toEqual({
      unknown: [],
      unchecked: ['namespace istio-system'],
    });
    expect(await mesh.installed()).toEqual([]);
  });

  test('says what is not ready and why, and goes on when repeated', {timeout: 300_000}, async () => {
    mesh.image = 'missing';
    expect(await mesh.run('install -y --set profile=minimal --wait=false')).toMatchObject({exitCode: 0});
    const istiods = {namespace: 'istio-system', labelSelector: 'app=istiod'};
    await eventually('the pod lacks its image', async (saw) => {
      const pods = await mesh.cluster().list({apiVersion: 'v1', kind: 'Pod'}, istiods);
      saw(pods);
      return JSON.stringify(pods).includes('ErrImagePull');
    });
    const {exitCode, stderr} = await mesh.run('install -y --set profile=minimal --readiness-timeout 3s');
    expect(exitCode).toBe(124);
    expect(stderr).toContain('✔ Istio core installed ⛵️\n');
    expect(stderr).toMatch(
      /Error: failed to install manifests: failed to wait for resource: resources not ready after 3s: context deadline exceeded\n {2}Deployment\/istio-system\/istiod \(0 of 1 replicas are ready; pod istiod-\S+: container discovery failed to start: ErrImagePull: not found\)\n {6}hint: the image/,
    );
    mesh.image = 'good';
    for (const pod of await mesh.cluster().list({apiVersion: 'v1', kind: 'Pod'}))
      await mesh.cluster().delete(pod, pod.metadata, {gracePeriodSeconds: 0});
    const again = await mesh.run('install -y --set profile=minimal --readiness-timeout 100s --progress json');
    expect(again.exitCode, again.stderr).toBe(0);
    const kinds = again.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).event.kind);
    expect([kinds[0], kinds.at(-1)]).toEqual(['working', 'complete']);
  });

  test('installs the default profile, and makes it the default revision', {timeout: 300_000}, async () => {
    const {exitCode, stderr} = await mesh.run('apply -y --readiness-timeout 100s');
    expect(stderr).toContain('✔ Istiod installed 🧠\n');
    expect(stderr).toContain('✔ Ingress gateways installed 🛬\n');
    expect(stderr.trimEnd()).toMatch(/✔ Installation complete$/);
    expect(exitCode).toBe(0);
    const tag = await mesh.cluster().get(MUTATING, {name: 'istio-revision-tag-default'});
    expect(tag?.metadata.labels).toMatchObject({
      'istio.io/rev': 'default',
      'istio.io/tag': 'default',
      'install.operator.istio.io/owning-resource-not-pruned': 'true',
    });
    const own = await mesh.cluster().get(MUTATING, {name: 'istio-sidecar-injector'});
    const never = {matchLabels: {'istio.io/deactivated': 'never-match'}};
    expect(own?.['webhooks']).toEqual(
      expect.arrayContaining([expect.objectContaining({namespaceSelector: never, objectSelector: never})]),
    );
    const validator = await mesh.cluster().get(VALIDATING, {name: 'istiod-default-validator'});
    expect(validator?.['webhooks']).toMatchObject([{failurePolicy: 'Ignore'}]);
    expect(
      await mesh
        .cluster()
        .get({apiVersion: 'v1', kind: 'Service'}, {namespace: 'istio-system', name: 'istiod-revision-tag-default'}),
    ).toBeDefined();
  });

  test('the same install again writes nothing', {timeout: 300_000}, async () => {
    await mesh.withQuietWebhooks(async () => {
      expect((await mesh.run('install -y --readiness-timeout 100s')).exitCode).toBe(0);
      const before = await versions();
      expect((await mesh.run('install -y --readiness-timeout 100s')).exitCode).toBe(0);
      expect(await versions()).toEqual(before);
    });
  });

  test('a diff of what is installed is empty; of anything else it names the fields, and ends with 1', {
    timeout: 300_000,
  }, async () => {
    const same = await mesh.run('install --diff');
    expect([same.exitCode, same.stdout, same.stderr]).toEqual([0, '', 'Nothing would change.\n']);
    const changed = await mesh.run(
      'install --diff --set components.pilot.k8s.env.[0].name=A --set components.pilot.k8s.env.[0].value=b --set components.ingressGateways.[0].enabled=false --set components.ingressGateways.[0].name=istio-ingressgateway',
    );
    expect([changed.exitCode, changed.stderr]).toEqual([1, '']);
    const lines = changed.stdout.split('\n');
    expect(lines).toContain(
      '    spec.template.spec.containers[discovery].env[A]: (absent) -> {"name":"A","value":"b"}',
    );
    expect(lines).toContain('- Deployment              istio-system/istio-ingressgateway');
    expect(lines.at(-3)).toMatch(/^1 changed, 0 added, \d+ removed, \d+ unchanged$/);
    expect(lines.at(-2)).toBe('pods restarted: istiod (1)');
    expect(await mesh.installed()).toContain('Deployment/istio-ingressgateway');
  });

  test('what may not be read or written is unknown, and the exit code says so', async () => {
    const {exitCode, stderr} = await mesh.run('install --diff --as jane');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('User "jane" cannot')]);
  });

  test('upgrade is an install in other words, and its plan writes nothing', {timeout: 300_000}, async () => {
    await mesh.withQuietWebhooks(async () => {
      const before = await versions();
      const plan = await mesh.run(`upgrade --plan --set profile=default --set meshConfig.accessLogFormat=a$b`);
      expect([plan.exitCode, plan.stdout]).toEqual([
        0,
        expect.stringMatching(
          /^1\. Control plane, revision default: runs 1\.30\.3, perhaps with other settings: `istioctl install --diff` shows them\n {5}istioctl upgrade --set profile=default --set 'meshConfig\.accessLogFormat=a\$b'\n/,
        ),
      ]);
      expect(await versions()).toEqual(before);
    });
    const upgraded = await mesh.run('upgrade --readiness-timeout 100s', 'y\n');
    expect([upgraded.exitCode, upgraded.stderr]).toEqual([
      0,
      expect.stringContaining(
        'Upgrade the mesh of cluster test (context test) to Istio 1.30.3 with profile "default"?',
      ),
    ]);
  });

  test('goes back to an older version only when told to', {timeout: 300_000}, async () => {
    const labels = {app: 'istiod', 'istio.io/rev': 'default', 'sidecar.istio.io/inject': 'false'};
    const newer = {apiVersion: 'v1', kind: 'Pod', metadata: {namespace: 'istio-system', name: 'newer', labels}};
    const spec = {containers: [{name: 'discovery', image: 'registry.test/pilot:1.30.10'}]};
    await mesh.cluster().create({...newer, spec}, {fieldManager: 'test'});
    const fieldSelector = 'metadata.name=newer,status.phase=Running';
    await eventually('the newer pod runs', async () => (await mesh.cluster().list(newer, {fieldSelector})).length > 0);
    const {exitCode, stderr} = await mesh.run('install -y');
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^WARNING: Istio is being downgraded from 1\.30\.10 to 1\.30\.3\.\n.*Error: Istio would be downgraded from 1\.30\.10 to 1\.30\.3, which is a step back\nHint: Going back is not tested by anybody; --allow-skew does it all the same\.\n$/s,
      ),
    ]);
    const back = await mesh.run('upgrade -y --allow-skew --readiness-timeout 100s');
    expect(back.exitCode, back.stderr).toBe(0);
    await mesh.cluster().delete(newer, newer.metadata, {gracePeriodSeconds: 0});
  });

  test('the default tag does not move silently', {timeout: 300_000}, async () => {
    expect((await mesh.run('install -y --set profile=minimal --revision canary')).exitCode).toBe(0);
    expect((await mesh.run('tag set default -r canary --overwrite -y')).exitCode).toBe(0);
    const {exitCode, stderr} = await mesh.run('install', 'n\n');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'The default tag moves from revision canary to default: 0 namespaces and 0 pods use it.\n',
    );
    expect((await mesh.run('tag set default -r default --overwrite -y')).exitCode).toBe(0);
    expect((await mesh.run('uninstall -y --revision canary')).exitCode).toBe(0);
  });

  test('remembers what it was given, says what the next one would drop, and starts from it', {
    timeout: 300_000,
  }, async () => {
    const set = '--set meshConfig.accessLogFile=/tmp/log';
    expect((await mesh.run(`install -y ${set} --readiness-timeout 100s`)).exitCode).toBe(0);
    const shown = await mesh.run('installed show -r default');
    expect(shown.stdout).toBe('Revision default: Istio 1.30.3\n  --set meshConfig.accessLogFile=/tmp/log\n');
    const dropping = await mesh.run('install', 'n\n');
    expect(dropping.stderr).toContain(
      '\n  meshConfig.accessLogFile: /tmp/log -> (default)\n--from-cluster keeps them.\n',
    );
    const keeping = await mesh.run('install --diff --from-cluster');
    expect([keeping.exitCode, keeping.stderr]).toEqual([0, 'Nothing would change.\n']);
    const more = await mesh.run(
      'install -y --from-cluster --set values.pilot.traceSampling=5 --readiness-timeout 100s',
    );
    expect(more.exitCode, more.stderr).toBe(0);
    const {installs} = JSON.parse((await mesh.run('installed show -r default -o json')).stdout);
    expect(installs[0].set).toEqual(['meshConfig.accessLogFile=/tmp/log', 'values.pilot.traceSampling=5']);
    const none = await mesh.run('install --from-cluster -r canary');
    expect([none.exitCode, none.stderr]).toEqual([
      1,
      expect.stringContaining('--from-cluster: no inputs of revision canary are recorded in namespace istio-system'),
    ]);
  });

  test('removes what a smaller profile does not have', {timeout: 300_000}, async () => {
    const {exitCode, stdout} = await mesh.run('install -y --set profile=minimal');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('  Removed apps/v1, Kind=Deployment/istio-ingressgateway.istio-system.\n');
    expect(stdout).not.toContain('Service/istiod');
  });

  test('a webhook that would inject the same pods is a conflict, unless forced', {timeout: 300_000}, async () => {
    const matchLabels = {'istio.io/rev': 'canary'};
    const client = {service: {name: 'none', namespace: 'default'}};
    const webhook = {
      name: 'other.istio.io',
      namespaceSelector: {matchLabels},
      clientConfig: client,
      sideEffects: 'None',
    };
    const other = {...MUTATING, metadata: {name: 'other'}, webhooks: [{...webhook, admissionReviewVersions: ['v1']}]};
    await mesh.cluster().create(other, {fieldManager: 'test'});
    const refused = await mesh.run('install -y --set profile=minimal --revision canary');
    const conflict =
      'creating default tag would conflict:\nError [IST0139] (MutatingWebhookConfiguration istio-sidecar-injector-canary)';
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining(conflict)]);
    expect((await mesh.installed()).filter((name) => name.includes('canary'))).toEqual([]);
    const forced = await mesh.run('install -y --set profile=minimal --revision canary --force');
    expect([forced.exitCode, forced.stderr]).toEqual([0, expect.stringContaining(conflict)]);
    await mesh.cluster().delete(MUTATING, other.metadata);
  });

  test('a revision beside it stays when the default one goes', {timeout: 300_000}, async () => {
    expect((await mesh.run('install -y --set profile=minimal --revision canary')).exitCode).toBe(0);
    const unknown = await mesh.run('uninstall -y --revision no-such');
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('could not find target revision')]);
    const lease = 'istio-gateway-deployment-canary';
    const election = {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease'};
    const held = {namespace: 'istio-system', name: lease};
    await mesh.cluster().create({...election, metadata: held, spec: {}}, {fieldManager: 'test'});
    const ofOthers = /Namespace: istio-system|CustomResourceDefinition: /;
    const planned = await mesh.run('uninstall --dry-run --revision canary');
    expect([planned.exitCode, planned.stderr]).toEqual([
      0,
      expect.stringContaining(`Would be left behind:\n  Lease of an election that only this revision held: ${lease}\n`),
    ]);
    expect(planned.stderr).not.toMatch(ofOthers);
    const {exitCode, stdout, stderr} = await mesh.run('uninstall -y --revision canary');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Revision canary is the choice of 0 namespaces and 0 pods.\n');
    expect(stderr).toContain(`Left behind:\n  Lease of an election that only this revision held: ${lease}\n`);
    expect(stderr).not.toMatch(ofOthers);
    await mesh.cluster().delete(election, held);
    expect(stdout).toContain('Kind=Deployment/istiod-canary.istio-system.');
    const left = await mesh.installed();
    expect(left.filter((name) => name.includes('canary'))).toEqual([]);
    expect(left).toContain('Deployment/istiod');
  });

  test('who may not is told so, and nothing is written', async () => {
    const before = await versions();
    const {exitCode, stderr} = await mesh.run('install -y --as jane');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/forbids to .*User "jane" cannot/);
    expect(stderr).toContain('Hint: Ask for this rule in a ClusterRole: {apiGroups:');
    expect(await versions()).toEqual(before);
  });
});
