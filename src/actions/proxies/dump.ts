// SPDX-License-Identifier: Apache-2.0
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import type {PreviewFlagValues} from '../../cli/flags/preview.js';
import {checkAdminPort, formatOf, type ProxyFormat} from '../../cli/flags/proxy.js';
import {type ExitCode, type IstioctlError, usageMistake} from '../../errors.js';
import {type DumpFile, readDumpFile} from '../../io/dump-file.js';
import type {PodKey} from '../../io/kube/pods/pod-target.js';
import type {ProxyAccess, ProxyAdminOptions} from '../../io/kube/pods/proxy-admin.js';
import type {Terminal} from '../../io/terminal.js';

/** The pages of Envoy's admin port that commands read (spec/proxy.md §2). */
export const adminPage = {
  bootstrap: 'config_dump?mask=bootstrap',
  clusters: 'config_dump?mask=dynamic_active_clusters,dynamic_warming_clusters,static_clusters',
  listeners: 'config_dump?mask=dynamic_listeners,static_listeners',
  routes: 'config_dump?mask=dynamic_route_configs,static_route_configs',
  secrets: 'config_dump?mask=dynamic_active_secrets,dynamic_warming_secrets',
  /** All of it, with the endpoints. */
  everything: 'config_dump?include_eds=true',
  /** All of it, without the endpoints. */
  config: 'config_dump',
  endpoints: 'clusters?format=json',
} as const;

type AdminPage = (typeof adminPage)[keyof typeof adminPage];

export interface ProxyRequest {
  /** How the command is called in messages. */
  word: string;
  /** Positional arguments. */
  argv: readonly unknown[];
  flags: PodFlagValues & PreviewFlagValues & {'proxy-admin-port': number; file?: string | undefined; output: string};
  /** What a running proxy is asked for. */
  page: AdminPage;
  /** As of a mesh's source: for what follows requests to endpoints. */
  placeholders?: boolean;
}

/** The dump that a command line asks for. */
export interface ProxyDump {
  text: DumpFile;
  format: ProxyFormat;
  /** What the command ends with where the dump is a preview that is not the whole truth. */
  exitCode?: ExitCode | undefined;
}

/**
 * Returns the dump that a command line asks for, from its file, from the proxy itself or simulated, and the format.
 *
 * @throws IstioctlError where neither or both of a proxy and a file are given, where the file cannot be read, and for
 * every hop that fails
 */
export async function readProxyDump(request: ProxyRequest, terminal: Terminal): Promise<ProxyDump> {
  const {word, argv, flags, page} = request;
  checkAdminPort(flags['proxy-admin-port']);
  if (flags.config !== undefined && flags.file !== undefined) throw eitherDumpOrConfig();
  if ((argv.length === 1) === (flags.file !== undefined) || argv.length > 1) {
    throw usageMistake(`${word} requires pod name or --file parameter`, {
      hint: 'give either a pod or -f FILE with what its admin port answered',
    });
  }
  const format = formatOf(flags.output);
  if (flags.config !== undefined) {
    const endpoints = page === adminPage.endpoints || page === adminPage.everything;
    const {previewedDump} = await import('../preview/proxy.js');
    return {...(await previewedDump(String(argv[0]), {...request, config: flags.config, endpoints}, terminal)), format};
  }
  const text =
    flags.file === undefined
      ? await askProxy(String(argv[0]), page, flags)
      : await withoutKeys(await readDumpFile(flags.file, terminal), format);
  await warnOfTheUnused(text, terminal);
  return {text, format};
}

/** Returns the error for a command line that names both a dump and the files to simulate one of. */
export function eitherDumpOrConfig(): IstioctlError {
  return usageMistake('--file and --config exclude each other', {
    hint: '-f reads what a proxy has, --config shows what istiod would send to it',
  });
}

/** What Envoy was sent and does not use is missing from what is shown; somebody who looks for it should know why. */
async function warnOfTheUnused(text: DumpFile, terminal: Terminal): Promise<void> {
  const has = (...names: string[]): boolean => names.some((name) => text.bytes.includes(`"${name}"`));
  if (has('error_state', 'errorState')) {
    const {rejectionsIn} = await import('../../envoy/dump/rejected.js');
    const {rejectionText} = await import('../../writer/envoy/rejected.js');
    const {readConfigDump} = await import('../../envoy/dump/config-dump.js');
    for (const each of rejectionsIn(readConfigDump(text))) terminal.err(`Warning: ${rejectionText(each)}\n`);
  }
  if (has('warming_state', 'warmingState')) {
    const {warmingListeners} = await import('../../envoy/dump/warming.js');
    const {warmingText} = await import('../../writer/envoy/warming.js');
    const {readConfigDump} = await import('../../envoy/dump/config-dump.js');
    for (const each of warmingListeners(readConfigDump(text))) terminal.err(`Warning: ${warmingText(each)}\n`);
  }
}

/** Envoy takes private keys out of what it answers; a file may come from elsewhere, and whole messages are printed. */
async function withoutKeys(text: DumpFile, format: ProxyFormat): Promise<DumpFile> {
  if (format === 'short') return text;
  const {withoutPrivateKeys} = await import('../../envoy/dump/redact.js');
  return {...text, bytes: withoutPrivateKeys(text)};
}

/** What a running proxy answers, found as users name it. Throws an IstioctlError for every hop that fails. */
export async function askProxy(
  target: string,
  page: AdminPage,
  flags: PodFlagValues & {'proxy-admin-port': number},
): Promise<DumpFile> {
  const {parsePodTarget, podOf} = await import('../../io/kube/pods/pod-target.js');
  return withCluster(flags, async (cluster, namespace) => {
    const pod = await podOf(cluster, parsePodTarget(target, namespace));
    const name = `${pod.name}.${pod.namespace}`;
    const failure = `failed to execute command on ${page === adminPage.endpoints ? 'Envoy' : `${name} sidecar`}`;
    return askProxyIn(cluster, pod, page, {port: flags['proxy-admin-port'], failure});
  });
}

/** What the proxy in a pod answers. Throws an IstioctlError for every hop that fails, which begins with `failure`. */
export async function askProxyIn(
  cluster: ProxyAccess,
  pod: PodKey,
  page: AdminPage,
  options: ProxyAdminOptions,
): Promise<DumpFile> {
  const {configDumpPart, proxyAdmin} = await import('../../io/kube/pods/proxy-admin.js');
  return {bytes: await configDumpPart(proxyAdmin(cluster, pod, options), page), name: `${pod.name}.${pod.namespace}`};
}
