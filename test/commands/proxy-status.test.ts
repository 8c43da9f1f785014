// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, describe, expect, test} from 'vitest';
import {authority, type Certified, workload} from '../envoy-server/certificates.js';
import {
  clientConfig,
  debugResource,
  type FakeIstiod,
  type FakeIstiodOptions,
  identifierOf,
  pem,
  type Reply,
  startFakeIstiod,
} from '../istiod/fake-istiod.js';
import {portOf} from '../support/port.js';
import {istioctl} from '../support/run.js';

const CDS = 'envoy.config.cluster.v3.Cluster';
const LDS = 'envoy.config.listener.v3.Listener';
const EDS = 'envoy.config.endpoint.v3.ClusterLoadAssignment';

const PROXIES: Reply = {
  resources: [
    clientConfig('web-1.shop', {[CDS]: 'SYNCED', [LDS]: 'NOT_SENT', 'istio.workload.Address': 'SYNCED'}),
    clientConfig('gateway-1.ingress', {[CDS]: 'SYNCED', [EDS]: 'STALE', [LDS]: 'ERROR', 'a.b/c': 'UNKNOWN'}, '1.29.0'),
    clientConfig('idle-1.shop', {}),
  ],
};

const running: {stop(): void}[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.stop();
});

async function istiod(options: Partial<FakeIstiodOptions> = {}): Promise<FakeIstiod> {
  const started = await startFakeIstiod({identifier: identifierOf('istiod-1'), reply: () => PROXIES, ...options});
  running.push(started);
  return started;
}

async function listening(server: Server): Promise<number> {
  running.push({stop: () => server.close()});
  return portOf(server);
}

describe('proxy-status of an istiod at an address', () => {
  test.each([
    ['the types that proxies have asked for', ''],
    ['states of all types', '-v 1'],
    ['one namespace', '-n shop'],
    ['YAML', '-o yaml'],
    ['JSON of one namespace', '-o json -n ingress'],
  ])('%s', async (_, words) => {
    const {port} = await istiod();
    const {stdout, stderr, exitCode} = await istioctl(`ps --plaintext --xds-address 127.0.0.1:${port} ${words}`);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
    // How long ago that was changes.
    expect(stdout.replace(/ \(\d+[dy]\w*\)/g, ' (AGE)')).toMatchSnapshot();
  });

  test('sends one debug request and subscribes to nothing', async () => {
    const {port, asked} = await istiod();
    await istioctl(`x ps --plaintext --xds-address 127.0.0.1:${port} -i mesh`);
    expect(asked).toEqual([
      {
        typeUrl: 'istio.io/debug/syncz',
        resourceNames: [],
        node: {
          id: expect.stringMatching(/^sidecar~[\d.]+~test-1\.default~default\.svc\.cluster\.local$/),
          metadata: {
            GENERATOR: 'event',
            ISTIO_VERSION: '65536.65536.65536',
            NAMESPACE: 'mesh',
            SERVICE_ACCOUNT: 'default',
          },
        },
        authorization: undefined,
        onStream: 1,
      },
    ]);
  });

  test('--stale lists who is behind and ends with 1', async () => {
    const {port} = await istiod();
    const {stdout, exitCode} = await istioctl(`ps --stale --plaintext --xds-address 127.0.0.1:${port}`);
    expect(exitCode).toBe(1);
    expect(stdout.replace(/ \(\w+\)/g, '')).toBe(
      'NAME                  ISTIOD       VERSION     PROBLEM\n' +
        'gateway-1.ingress     istiod-1     1.29.0      EDS STALE, LDS ERROR\n',
    );
  });

  test('--stale where nobody is', async () => {
    const {port} = await istiod();
    const {stdout, stderr, exitCode} = await istioctl(`ps --stale -n shop --plaintext --xds-address 127.0.0.1:${port}`);
    expect({stdout, stderr, exitCode}).toEqual({
      stdout: '',
      stderr: 'None of 2 connected proxies is behind.\n',
      exitCode: 0,
    });
  });

  test('answers to other questions are passed over', async () => {
    const {port} = await istiod({reply: () => ({other: [], ...PROXIES})});
    const {stdout, exitCode} = await istioctl(`ps --plaintext --xds-address 127.0.0.1:${port}`);
    expect({rows: stdout.split('\n').length, exitCode}).toEqual({rows: 5, exitCode: 0});
  });

  test.each([
    [undefined, 'MISSING'],
    ['istiod-1', 'INVALID'],
  ])('a control plane that calls itself %s', async (identifier, shown) => {
    const {port} = await startAnonymous(identifier);
    const {stdout} = await istioctl(`ps --plaintext --xds-address 127.0.0.1:${port}`);
    expect(stdout.split('\n')[1]).toContain(`Kubernetes     ${shown}     `);
  });

  async function startAnonymous(identifier: string | undefined): Promise<FakeIstiod> {
    const started = await startFakeIstiod({reply: () => PROXIES, ...(identifier !== undefined && {identifier})});
    running.push(started);
    return started;
  }
});

describe('an istiod that misbehaves', () => {
  const cases: [string, Reply, string][] = [
    ['says nothing', 'silence', 'istiod at ADDRESS did not answer istio.io/debug/syncz within 0.8s'],
    ['ends the stream', 'end', 'istiod at ADDRESS ended the stream without an answer to istio.io/debug/syncz'],
    [
      'refuses',
      {code: 16, details: 'authentication failure'},
      'istiod at ADDRESS does not accept our credentials: authentication failure',
    ],
    [
      'forbids',
      {code: 7, details: 'not a privileged account'},
      'istiod at ADDRESS forbids to ask for istio.io/debug/syncz: not a privileged account',
    ],
    [
      'is shutting down',
      {code: 14, details: 'server is not ready'},
      'the connection to istiod at ADDRESS was lost before it answered istio.io/debug/syncz: server is not ready',
    ],
    ['fails', {code: 13, details: 'oops'}, 'istiod at ADDRESS failed to answer istio.io/debug/syncz: oops'],
    [
      'sends no message',
      'garbage',
      'istiod answered istio.io/debug/syncz with something that cannot be read: premature EOF',
    ],
    [
      'sends something else',
      {resources: [debugResource('hello')]},
      'could not unmarshal ClientConfig: istiod istiod-1 sent a resource of type "debug"',
    ],
  ];
  test.each(cases)('%s', async (_, reply, message) => {
    const {port} = await istiod({reply: () => reply});
    // Only silence is waited for until the time is over.
    const timeout = reply === 'silence' ? '800ms' : '40s';
    await expectFailure(`--plaintext --timeout ${timeout} --xds-address 127.0.0.1:${port}`, message);
  });

  test('nobody listens', async () => {
    const {port, stop} = await istiod();
    stop();
    await expectFailure(
      `--plaintext --timeout 40s --xds-address 127.0.0.1:${port}`,
      'cannot reach istiod at ADDRESS: connection refused',
    );
  });

  test('a host that is unknown', async () => {
    const {stderr, exitCode} = await istioctl('ps --plaintext --xds-address istiod.invalid:15010 --timeout 20s');
    expect(stderr).toMatch(
      /^Error: cannot reach istiod at istiod.invalid:15010: its host name (is unknown|could not be)/,
    );
    expect(exitCode).toBe(1);
  });

  test('takes connections and is no XDS server', async () => {
    const port = await listening(createServer((socket) => void socket.end('SSH-2.0-hello\r\n')));
    const {stderr, exitCode} = await istioctl(`ps --plaintext --timeout 5s --xds-address 127.0.0.1:${port}`);
    expect(stderr).toMatch(/^Error: the connection to istiod at 127\.0\.0\.1:\d+ was lost before it answered/);
    expect(exitCode).toBe(1);
  });

  test('takes connections and never says a word', async () => {
    const sockets = new Set<{destroy(): void}>();
    running.push({stop: () => sockets.forEach((socket) => socket.destroy())});
    const port = await listening(createServer((socket) => void sockets.add(socket)));
    const {stderr, exitCode} = await istioctl(`ps --plaintext --timeout 800ms --xds-address 127.0.0.1:${port}`);
    expect(stderr).toMatch(/^Error: (cannot reach )?istiod at 127\.0\.0\.1:\d+.* within 0\.8s\n/);
    expect(exitCode).toBe(1);
  });

  async function expectFailure(words: string, message: string): Promise<void> {
    const {stdout, stderr, exitCode} = await istioctl(`ps ${words}`);
    const [error, ...hints] = stderr.replace(/127\.0\.0\.1:\d+/g, 'ADDRESS').split('\n');
    expect({stdout, error, exitCode}).toEqual({stdout: '', error: `Error: ${message}`, exitCode: 1});
    expect(hints.join('\n')).not.toMatch(/\n\s+at /);
  }
});

describe('certificates', () => {
  const root = authority('mesh');
  const other = authority('other');
  const server = workload(root, {dns: ['istiod.istio-system.svc', 'localhost']});
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-certs-'));
  afterAll(() => rmSync(folder, {recursive: true}));

  /** A folder as --cert-dir takes it. */
  function certDir(issuer: Certified, trusted: Certified): string {
    const dir = mkdtempSync(join(folder, 'dir-'));
    const own = workload(issuer, {spiffe: 'spiffe://cluster.local/ns/shop/sa/web'});
    writeFileSync(join(dir, 'cert-chain.pem'), own.certificate);
    writeFileSync(join(dir, 'key.pem'), pem(own));
    writeFileSync(join(dir, 'root-cert.pem'), trusted.certificate);
    return dir;
  }

  test.each([
    ['of the mesh', root, root, '--authority istiod.istio-system.svc', 0, /^NAME/],
    ['--insecure takes any server', root, other, '--insecure', 0, /^NAME.*\n.*\n.*\n.*\n$/],
    [
      'the server has another name',
      root,
      root,
      '--authority istiod.other.svc',
      1,
      /^Error: cannot trust istiod at .*altname/i,
    ],
    ['the server is of another authority', root, other, '--authority localhost', 1, /^Error: cannot trust istiod at /],
    ['we are of another authority', other, root, '--authority localhost', 1, /^Error: .*istiod at /],
  ])('%s', async (_, issuer, trusted, words, code, said) => {
    const {port} = await istiod({tls: {server, clients: root}});
    const dir = certDir(issuer, trusted);
    const {stdout, stderr, exitCode} = await istioctl(
      `ps --timeout 5s --xds-address 127.0.0.1:${port} --cert-dir ${dir} ${words}`,
    );
    expect(stdout + stderr).toMatch(said);
    expect(exitCode).toBe(code);
  });

  test('a folder without a key', async () => {
    const dir = certDir(root, root);
    rmSync(join(dir, 'key.pem'));
    const {stderr, exitCode} = await istioctl(`ps --xds-address 127.0.0.1:1 --cert-dir ${dir}`);
    expect(stderr).toContain(`Error: --cert-dir: open ${join(dir, 'key.pem')}: no such file or directory`);
    expect(exitCode).toBe(65);
  });

  test('a port with TLS and --plaintext', async () => {
    const {port} = await istiod({tls: {server}});
    const {stderr, exitCode} = await istioctl(`ps --plaintext --timeout 5s --xds-address 127.0.0.1:${port}`);
    expect(stderr).toMatch(/^Error: the connection to istiod at 127\.0\.0\.1:\d+ was lost/);
    expect(stderr).toContain('a port with TLS refuses --plaintext');
    expect(exitCode).toBe(1);
  });

  test('a port without TLS and certificates', async () => {
    const {port} = await istiod();
    const {stderr, exitCode} = await istioctl(
      `ps --timeout 5s --xds-address 127.0.0.1:${port} --cert-dir ${certDir(root, root)}`,
    );
    expect(stderr).toMatch(/^Error: cannot set up TLS with istiod at \S+: wrong version number\n/);
    expect(exitCode).toBe(1);
  });
});

test.each([
  ['ps --xds-address a:1 --xds-label b', 'Error: either --xds-address or --xds-label, not both\n', 64],
  ['x version --plaintext --cert-dir d', 'Error: either --plaintext or --cert-dir, not both\n', 64],
  ['ps --proxy-admin-port 0', 'Error: port number 0 must be in the range 1..65535\n', 64],
  ['x version foo', 'Error: accepts at most 0 arg(s), received 1\n', 64],
  [
    'x internal-debug',
    'Error: debug type is required, you can specify --list flag to list supported debug types\n',
    64,
  ],
])('%s', async (words, stderr, exitCode) => {
  const hint = `Hint: run 'istioctl ${words
    .replace(/^x/, 'experimental')
    .replace(/^ps/, 'proxy-status')
    .replace(/ (?:foo|-).*/, '')} --help' for usage\n`;
  expect(await istioctl(words)).toEqual({stdout: '', stderr: `${stderr}${hint}`, exitCode});
});
