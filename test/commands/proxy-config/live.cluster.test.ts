// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../cluster/control-plane.js';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import {type Envoy, startEnvoy} from '../../envoy-server/envoy.js';
import {freePorts} from '../../envoy-server/ports.js';
import {cartSidecar} from '../../envoy-server/sidecar.js';
import {eventually} from '../../support/eventually.js';
import {portOf} from '../../support/port.js';
import {istioctl as run} from '../../support/run.js';

const {commands}: {commands: Record<string, {examples?: {command: string}[]}>} = JSON.parse(
  readFileSync('oclif.manifest.json', 'utf8'),
);

/** Those examples of --help that ask running proxies. */
const examples = Object.entries(commands)
  .filter(([id]) => /^(proxy|ztunnel)-config:/.test(id) && !/:(diff|snapshot|trace)$/.test(id))
  .flatMap(([, {examples = []}]) => examples.map(({command}) => command.replace(/^\S+ %> |^istioctl /, '')))
  .map((command) => command.replace('<%= config.bin %> ', ''))
  .filter((command) => !/ -f | -A|--where/.test(command));

type Labels = Record<string, string>;

function pods(app: string, annotations: Labels): object {
  const container = {name: 'istio-proxy', image: 'i', args: ['proxy', 'sidecar']};
  return {
    selector: {matchLabels: {app}},
    template: {metadata: {labels: {app}, annotations}, spec: {containers: [container]}},
  };
}

describeOnControlPlane('running proxies', () => {
  describeOnEnvoy('a real Envoy, and what ztunnel answers', () => {
    let plane: ControlPlane;
    let cluster: ConnectedCluster;
    let envoy: Envoy;
    const asked: string[] = [];
    const ztunnel = createServer(({method, url = ''}, response) => {
      asked.push(`${method} ${url}`);
      if (url === '/config_dump') response.end(readFileSync('test/testdata/examples/ztunnel.json'));
      else response.end('current log level is info');
    });
    const mute = createServer(() => {});
    const garbage = createServer((_, response) => response.end('<html>welcome</html>'));
    const old = createServer(({url = ''}, response) => {
      if (url !== '/config_dump') response.writeHead(400).end('FieldMask could not be used');
      else response.end(readFileSync('test/testdata/examples/dump.json'));
    });
    const istioctl = (commandLine: string) => run(commandLine, {env: {KUBECONFIG: plane.kubeconfig}});

    beforeAll(async () => {
      const [outbound = 0, inbound = 0, upstream = 0] = await freePorts(3);
      [plane, envoy] = await Promise.all([
        startControlPlane({nodes: 1}),
        startEnvoy(cartSidecar({outbound, inbound, upstream})),
      ]);
      cluster = await connect({kubeconfig: plane.kubeconfig});
      const ports = async (server: typeof mute) => ({'node.test/ports': `15000=${await portOf(server)}`});
      const apps = 'apps/v1';
      const pod = (name: string, annotations: Labels) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {namespace: 'shop', name, annotations},
        spec: {containers: [{name: 'istio-proxy', image: 'i'}]},
      });
      for (const name of ['shop', 'store', 'istio-system']) {
        await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}, {fieldManager: 'test'});
      }
      const objects = [
        {
          apiVersion: apps,
          kind: 'Deployment',
          metadata: {namespace: 'shop', name: 'web'},
          spec: pods('web', envoy.annotations),
        },
        {
          apiVersion: apps,
          kind: 'Deployment',
          metadata: {namespace: 'store', name: 'db'},
          spec: pods('db', envoy.annotations),
        },
        {
          apiVersion: apps,
          kind: 'DaemonSet',
          metadata: {namespace: 'istio-system', name: 'ztunnel'},
          spec: pods('ztunnel', await ports(ztunnel)),
        },
        pod('web-0', envoy.annotations),
        pod('mute', await ports(mute)),
        pod('garbage', await ports(garbage)),
        pod('old', await ports(old)),
        pod('plain', {}),
        pod('late', {'node.test/fate': 'Pending'}),
      ];
      for (const object of objects) await cluster.create(object, {fieldManager: 'test'});
      await eventually('8 pods are running', async (saw) => {
        const pods = JSON.stringify(await cluster.list({apiVersion: 'v1', kind: 'Pod'}));
        const running = pods.match(/"phase":"Running"/g)?.length ?? 0;
        saw(`${running} running pods`);
        return running === 8;
      });
    }, BUILD_TIMEOUT + ENVOY_TIMEOUT);
    afterAll(async () => {
      cluster?.close();
      for (const server of [ztunnel, mute, garbage, old]) {
        server.closeAllConnections();
        server.close();
      }
      await Promise.all([envoy?.stop(), plane?.stop()]);
    });

    describe('is shown as from a file', () => {
      test.each(['cluster', 'listener', 'route', 'endpoint', 'eds', 'bootstrap', 'all'])('%s', async (command) => {
        const file = join(mkdtempSync(join(tmpdir(), 'istioctl-live-')), 'dump.json');
        writeFileSync(
          file,
          await envoy.page(command === 'endpoint' ? '/clusters?format=json' : '/config_dump?include_eds=true'),
        );
        for (const format of ['short', 'yaml']) {
          const live = await istioctl(`pc ${command} deploy/web.shop -o ${format}`);
          expect(live.stderr).toBe('');
          expect(live.exitCode).toBe(0);
          const saved = await istioctl(`pc ${command} -f ${file} -o ${format}`);
          // Counters go on, and a masked section has no time of its own.
          const timeless = (text: string) => text.replaceAll(/^ *(last_?updated|value): .*\n/gim, '');
          // Envoy tells of its endpoints in an order that changes, and `all -o yaml` is its answer itself.
          const isRaw = format === 'yaml' && /endpoint|all/.test(command);
          if (isRaw) expect(live.stdout.length).toBeGreaterThan(1000);
          else expect(timeless(live.stdout)).toBe(timeless(saved.stdout));
        }
      });
    });

    test('log levels are set where they are asked for, and nowhere else', async () => {
      const before = await istioctl('pc log deploy/web.shop');
      expect(before.stdout).toMatch(/^web-\S+\.shop:\nactive loggers:\n/);
      const {stdout, stderr} = await istioctl('pc log deploy/web.shop --level router:debug,http:trace');
      expect(stderr).toBe('');
      const changed = before.stdout.replace(/(?<= router: )\w+/, 'debug').replace(/(?<= http: )\w+/, 'trace');
      expect(stdout).toBe(changed);
      const all = await istioctl('pc log -l app=web -n shop --level error');
      expect(new Set(all.stdout.match(/(?<=: )\w+$/gm))).toEqual(new Set(['error']));
      const reset = await istioctl('pc log -l app=web -n shop -r');
      expect(reset.stderr).toContain(
        'unable to get logLevel from ConfigMap istio-sidecar-injector, using default value',
      );
      expect(new Set(reset.stdout.match(/(?<=: )\w+$/gm))).toEqual(new Set(['warning']));
      const unknown = await istioctl('pc log deploy/web.shop --level rooter:debug');
      expect(unknown).toMatchObject({stdout: '', exitCode: 64});
      expect(unknown.stderr).toMatch(/^Error: unrecognized logger name: rooter\nHint: did you mean "router"/);
    });

    test('an Envoy that does not know masks is asked for all', async () => {
      const {stdout} = await istioctl('pc cluster old.shop');
      expect(stdout).toBe((await istioctl('pc cluster -f test/testdata/examples/dump.json')).stdout);
      const {stderr, exitCode} = await istioctl('pc endpoint old.shop');
      expect(stderr).toMatch(
        /^Error: failed to execute command on Envoy: unexpected status code: 400\nHint: .* FieldMask could not/,
      );
      expect(exitCode).toBe(1);
    });

    test.each<[string, RegExp]>([
      ['nope.shop', /pods "nope" not found in the "shop" namespace$/],
      ['late.shop', /building port forwarded: pod is not running\. Status=Pending$/],
      [
        'plain.shop',
        /on plain\.shop sidecar: port 15000 of pod shop\/plain refused the connection; context \S+ from \S+$/,
      ],
      ['mute.shop --kubeclient-timeout 1s', /port 15000 of pod shop\/mute did not send the answer within 1s; context/],
      ['garbage.shop', /syntax error|config dump/],
      [
        'web-0.shop --as jane',
        /forbids to forward a port of Pod\/shop\/web-0: pods "web-0" is forbidden: User "jane" cannot \w+ resource "pods\/portforward"/,
      ],
      ['deploy/web.shop --as jane', /forbids to get Deployment\/shop\/web: /],
      ['web-0.shop --proxy-admin-port 15001', /port 15001 of pod shop\/web-0 refused the connection/],
    ])('pc cluster %s says which hop failed', async (target, message) => {
      const {stdout, stderr, exitCode} = await istioctl(`pc cluster ${target}`);
      expect(stdout).toBe('');
      const [first = '', ...rest] = stderr.trimEnd().split('\n');
      expect(first).toMatch(message);
      expect(rest.filter((line) => !line.startsWith('Hint: '))).toEqual([]);
      expect(exitCode).toBe(target.startsWith('garbage') ? 65 : 1);
    });

    test('ztunnel: of a pod, what concerns the pod; levels of one node', async () => {
      const {stdout} = await istioctl('zc workload web-0.shop');
      expect(stdout).toBe('NAMESPACE POD NAME ADDRESS NODE WAYPOINT PROTOCOL\n');
      asked.length = 0;
      const log = await istioctl('zc log --node node-1 --level access:debug,info');
      expect(log.stdout).toMatch(/^ztunnel-\w+\.istio-system:\ncurrent log level is info\n$/);
      expect(asked).toEqual(['POST /logging?level=access=debug,info']);
      expect((await istioctl('zc log web-0.shop')).stderr).toMatch(/only supported by Ztunnel proxies: web-0/);
      expect((await istioctl('zc policy --node node-9')).stderr).toMatch(/^Error: no pods found\n/);
    });

    test.each(examples)('%s runs as written', async (example) => {
      const {stdout, stderr, exitCode} = await istioctl(example);
      // This Envoy has no extensions from ECDS.
      if (/ ecds /.test(example)) expect(stderr).toMatch(/has no configuration type/);
      else expect(exitCode, stderr).toBe(0);
      expect(stdout + stderr).not.toBe('');
    });
  });
});
