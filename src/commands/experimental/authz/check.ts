// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {adminPage, askProxyIn} from '../../../actions/proxies/dump.js';
import {enforcedPolicies} from '../../../authz/policies.js';
import {type PodFlagValues, withCluster} from '../../../cli/cluster.js';
import {isCompatible} from '../../../cli/compat.js';
import {adminPort, checkAdminPort, proxyTarget} from '../../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../../cli/istio-command.js';
import {type ConfigDump, readConfigDump} from '../../../envoy/config-dump.js';
import {usageMistake, within} from '../../../errors.js';
import {readDumpFile} from '../../../io/dump-file.js';
import {policyTable} from '../../../writer/authz/policies.js';

export default class AuthzCheck extends IstioCommand {
  static override summary = 'List the authorization policies that a proxy enforces';
  static override task = 'proxies' as const;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['authz'], ['check']);
  static override args = proxyTarget;
  static override strict = false;
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> x authz check deploy/cart.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> x authz check -f sidecar.json'},
  ];
  static override flags = {
    ...adminPort,
    file: Flags.string({
      char: 'f',
      summary: 'Read a config dump from this file, which may be gzipped; - is standard input',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(AuthzCheck);
    checkAdminPort(flags['proxy-admin-port']);
    if (argv.length > 1) throw usageMistake('check requires only <pod-name>[.<pod-namespace>]');
    const {file} = flags;
    const target = argv.map(String)[0];
    if (file === undefined && target === undefined) {
      throw usageMistake('expecting pod name or config dump, found: 0');
    }
    const dump =
      file === undefined
        ? await liveDump(target ?? '', flags)
        : await within(`failed to get config dump from file ${file}`, async () =>
            readConfigDump(await readDumpFile(file, this.terminal)),
          );
    const found = await within('failed to get dynamic listener dump', async () => enforcedPolicies(dump));
    for (const name of found.foreign) this.sayForeign(name, isCompatible(flags.compat));
    this.print(policyTable(found));
  }

  /** The reference writes this to standard output, as a line of its log. */
  private sayForeign(name: string, compatible: boolean): void {
    const text = `failed to parse policy name: ${name}`;
    if (compatible) this.print(`${new Date().toISOString().replace('Z', '000Z')}\terror\t${text}\n`);
    else this.say(text);
  }
}

async function liveDump(target: string, flags: PodFlagValues & {'proxy-admin-port': number}): Promise<ConfigDump> {
  const {parsePodTarget, podOf} = await import('../../../io/kube/pod-target.js');
  return withCluster(flags, async (cluster, defaultNamespace) => {
    const {text, namespace} = parsePodTarget(target, defaultNamespace);
    return within(`failed to get config dump from pod ${text} in ${namespace}`, async () => {
      const pod = await podOf(cluster, {text, namespace});
      const options = {port: flags['proxy-admin-port'], failure: 'failed to execute command on Envoy'};
      return readConfigDump(await askProxyIn(cluster, pod, adminPage.listeners, options));
    });
  });
}
