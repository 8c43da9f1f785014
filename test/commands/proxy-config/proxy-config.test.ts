// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {expectGolden} from '../../support/golden.js';
import {istioctl} from '../../support/run.js';

const DUMP = 'test/testdata/examples/dump.json';
const CLUSTERS = 'test/testdata/examples/clusters.json';
const GOLDENS = 'test/testdata/envoy';

/** A dump that no Envoy wrote: it has private keys wherever TLS is spoken. */
function withPrivateKeys(): string {
  const tls_certificates = [{private_key: {filename: '/etc/key'}}, {private_key: {inline_string: 'KEEP-ME-OUT'}}];
  const speaking = (side: string) => ({
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': `type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.${side}TlsContext`,
      common_tls_context: {tls_certificates},
    },
  });
  const section = (name: string, fields: object) => ({
    '@type': `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`,
    ...fields,
  });
  const typed = (name: string) => ({'@type': `type.googleapis.com/envoy.${name}`, name: 'a'});
  const cluster = {...typed('config.cluster.v3.Cluster'), transport_socket: speaking('Upstream')};
  const listener = {
    ...typed('config.listener.v3.Listener'),
    filter_chains: [{transport_socket: speaking('Downstream')}],
  };
  const secrets = tls_certificates.map((tls_certificate) => ({
    ...typed('extensions.transport_sockets.tls.v3.Secret'),
    tls_certificate,
  }));
  return JSON.stringify({
    configs: [
      section('Bootstrap', {bootstrap: {node: {id: 'a'}, static_resources: {secrets}}}),
      section('Clusters', {dynamic_active_clusters: [{cluster}]}),
      section('Listeners', {dynamic_listeners: [{active_state: {listener}}]}),
      section('Routes', {}),
      section('Secrets', {dynamic_active_secrets: secrets.map((secret) => ({name: 'a', secret}))}),
      section('Endpoints', {}),
    ],
  });
}

describe('proxy-config from a file', () => {
  test.each([
    ['proxy-config cluster', 'cluster.txt'],
    ['pc c --direction outbound --port 8080 -o json', 'cluster-outbound.json'],
    ['pc clusters --subset v2 -o yaml', 'cluster-v2.yaml'],
    ['proxy-config listener', 'listener.txt'],
    ['pc l --verbose=false --type http+tcp', 'listener-types.txt'],
    ['pc listeners --address :: -o json', 'listener-inbound.json'],
    ['pc listener --waypoint', 'listener-waypoint.txt'],
    ['proxy-config route', 'route.txt'],
    ['pc r --verbose=false --name 8080', 'route-names.txt'],
    ['pc routes --name 8080 -o yaml', 'route-8080.yaml'],
    ['proxy-config eds', 'eds.txt'],
    ['pc eds --status unhealthy -o json', 'eds-unhealthy.json'],
    ['proxy-config secret', 'secret.txt'],
    ['pc s -o json', 'secret.json'],
    ['proxy-config bootstrap', 'bootstrap.json'],
    ['pc b -o short', 'bootstrap.txt'],
    ['proxy-config ecds', 'ecds.txt'],
    ['pc ec -o json', 'ecds.json'],
    ['proxy-config all --with-headers', 'all.txt'],
    ['pc a -o yaml', 'all.yaml'],
  ])('%s', async (commandLine, golden) => {
    const {stdout, stderr, exitCode} = await istioctl(`${commandLine} -f ${DUMP}`);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
    expectGolden(stdout, `${GOLDENS}/${golden}`);
  });

  test.each([
    ['proxy-config endpoint', 'endpoint.txt'],
    ['pc ep --status unhealthy', 'endpoint-unhealthy.txt'],
    ['pc endpoints --cluster AGENT -o json', 'endpoint-agent.json'],
  ])('%s', async (commandLine, golden) => {
    const {stdout, exitCode} = await istioctl(`${commandLine} -f ${CLUSTERS}`);
    expect(exitCode).toBe(0);
    expectGolden(stdout, `${GOLDENS}/${golden}`);
  });

  test('all -o json is the file itself', async () => {
    expect((await istioctl(`pc all -o json -f ${DUMP}`)).stdout).toBe(`${readFileSync(DUMP, 'utf8')}\n`);
  });

  test.each(
    ['all', 'bootstrap', 'cluster', 'listener', 'secret'].flatMap((word) => [`${word} -o json`, `${word} -o yaml`]),
  )('private keys are not shown by %s', async (command) => {
    const {stdout, exitCode} = await istioctl(`pc ${command} -f -`, {stdin: withPrivateKeys()});
    expect(exitCode).toBe(0);
    expect(stdout).toContain('/etc/key');
    expect(stdout).not.toContain('KEEP-ME-OUT');
  });

  test('standard input and gzip are read too', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'istioctl-dump-')), 'dump.json.gz');
    const wanted = readFileSync(`${GOLDENS}/cluster.txt`, 'utf8');
    expect((await istioctl('pc c -f -', {stdin: readFileSync(DUMP, 'utf8')})).stdout).toBe(wanted);
    writeFileSync(file, gzipSync(readFileSync(DUMP)));
    expect((await istioctl(`pc c -f ${file}`)).stdout).toBe(wanted);
  });

  test.each([
    ['pc endpoint', 'Error: endpoints requires pod name or --file parameter'],
    [`pc cluster reviews -f ${DUMP}`, 'Error: cluster requires pod name or --file parameter'],
    ['pc cluster reviews', 'Error: kubeconfig /dev/null names no current context'],
    [`pc cluster -f ${DUMP} -o table`, 'Error: output format "table" not supported'],
    [`pc cluster -f ${DUMP} --proxy-admin-port 0`, 'Error: port number 0 must be in the range 1..65535'],
    ['pc cluster -f nowhere.json', 'Error: open nowhere.json: no such file or directory'],
    [`pc secret -f ${CLUSTERS}`, 'is what Envoy answers to /clusters; istioctl proxy-config endpoint shows it'],
    [
      'pc route -f package.json',
      'Error: config dump has no configuration type type.googleapis.com/envoy.admin.v3.Routes',
    ],
    [`pc route -f ${GOLDENS}/route.txt`, 'syntax error (line 1:1): a config dump is an object with "configs"'],
  ])('%s is refused', async (commandLine, message) => {
    const {stdout, stderr, exitCode} = await istioctl(commandLine);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(exitCode).not.toBe(0);
  });

  test.each([
    ['pc cluster', 'standard input: dynamic_active_clusters[1]: invalid value for string field name: 5'],
    ['pc cluster -o json', 'standard input: dynamic_active_clusters[1]: invalid value for string field name: 5'],
    ['pc bootstrap -o short', 'standard input: bootstrap: invalid value for message field node: []'],
    ['pc bootstrap', 'BootstrapConfigDump.bootstrap.node: invalid value for envoy.config.core.v3.Node field node: []'],
  ])('%s says which value does not fit', async (commandLine, message) => {
    const configs = [
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump',
        dynamicActiveClusters: [{cluster: {name: 'a'}}, {cluster: {name: 5}}],
      },
      {'@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump', bootstrap: {node: []}},
    ];
    const {stderr, exitCode} = await istioctl(`${commandLine} -f -`, {stdin: JSON.stringify({configs})});
    expect({stderr, exitCode}).toEqual({stderr: expect.stringContaining(message), exitCode: 65});
  });

  describe('a config dump given to endpoint', () => {
    const empty = 'ENDPOINT     STATUS     OUTLIER CHECK     CLUSTER\n';

    test('answers with what EDS gave the proxy, and says so', async () => {
      const {stdout, stderr, exitCode} = await istioctl(`pc endpoint -f ${DUMP} --address 10.1.0.2`);
      expect({stdout: stdout.replaceAll(/ +/g, ' '), exitCode}).toEqual({
        stdout: `${empty.replaceAll(/ +/g, ' ')}10.1.0.2:8080 UNHEALTHY - outbound|8080||pay.shop.svc.cluster.local\n`,
        exitCode: 0,
      });
      expect(stderr).toContain('is a config dump: health is as EDS gave it');
      const json = await istioctl(`pc endpoint -f ${DUMP} --address 10.1.0.2 -o json`);
      expect(json.stdout).toBe((await istioctl(`pc eds -f ${DUMP} --address 10.1.0.2:8080 -o json`)).stdout);
    });

    test('says what to ask for where it has no endpoints', async () => {
      const {stdout, stderr} = await istioctl('pc endpoint -f -', {stdin: '{"configs": []}'});
      expect(stdout).toBe(empty);
      expect(stderr).toContain('it has endpoints when it was taken with /config_dump?include_eds=true');
    });

    test('is an empty table with --compat', async () => {
      expect(await istioctl(`pc endpoint -f ${DUMP} --compat 1.30`)).toEqual({stdout: empty, stderr: '', exitCode: 0});
    });
  });

  test("Envoy's own health checks count, but not with --compat", async () => {
    const hosts = [
      {failed_active_health_check: true, eds_health_status: 'HEALTHY'},
      {active_hc_timeout: true, failed_active_health_check: true, eds_health_status: 'HEALTHY'},
      {failed_active_degraded_check: true, eds_health_status: 'HEALTHY'},
      {failed_active_degraded_check: true, eds_health_status: 'DRAINING'},
      {eds_health_status: 'HEALTHY'},
    ].map((health_status, i) => ({
      address: {socket_address: {address: `10.0.0.${i}`, port_value: 80}},
      health_status,
    }));
    const stdin = JSON.stringify({cluster_statuses: [{name: 'a', host_statuses: hosts}]});
    const statuses = async (flags: string) => {
      const {stdout} = await istioctl(`pc endpoint -f - ${flags}`, {stdin});
      return stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(/ +/)[1]);
    };
    expect(await statuses('')).toEqual(['UNHEALTHY', 'TIMEOUT', 'DEGRADED', 'DRAINING', 'HEALTHY']);
    expect(await statuses('--compat 1.30')).toEqual(['HEALTHY', 'HEALTHY', 'HEALTHY', 'DRAINING', 'HEALTHY']);
    expect(await statuses('--status unhealthy')).toEqual(['UNHEALTHY']);
  });

  test.each(['pc endpoint --port 65536', 'pc listener --port -1', 'pc cluster --port 70000', 'pc all --port 65536'])(
    '%s: no port',
    async (commandLine) => {
      const {stderr, exitCode} = await istioctl(`${commandLine} -f ${DUMP}`);
      expect({stderr, exitCode}).toEqual({
        stderr: expect.stringContaining('must be a port, from 1 to 65535'),
        exitCode: 64,
      });
    },
  );
});
