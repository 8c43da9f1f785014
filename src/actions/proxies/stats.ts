// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import {type adminPort, checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {type PodKey, parsePodTarget, podsOf, somePodsWithLabels} from '../../io/kube/pods/pod-target.js';
import {proxyAdmin} from '../../io/kube/pods/proxy-admin.js';
import {reindentJson} from '../../writer/json-text.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};

/** The admin page for each format; `merged` asks for the page that Prometheus scrapes. */
const PAGES: Record<string, Record<string, string>> = {
  server: {
    json: 'stats?format=json',
    yaml: 'stats?format=json',
    short: 'stats',
    prom: 'stats/prometheus',
    'prom-merged': 'merged',
  },
  clusters: {json: 'clusters?format=json', yaml: 'clusters?format=json', short: 'clusters'},
};

export type EnvoyStatsFlags = GlobalFlagValues &
  FlagValues<typeof adminPort> & {
    output: string;
    selector?: string | undefined;
    type: string;
  };

/** Prints statistics of a proxy or of a waypoint. */
export async function envoyStats(session: Session, argv: readonly string[], flags: EnvoyStatsFlags): Promise<void> {
  const {selector, output} = flags;
  if (argv.length !== 1 && !selector) throw usageMistake('stats requires pod name or label selector');
  if (argv.length > 0 && selector) {
    throw usageMistake('name cannot be provided when the label selector is specified');
  }
  checkAdminPort(flags['proxy-admin-port']);
  const page = pageOf(flags.type, output);
  await withCluster(flags, async (cluster, namespace) => {
    const pods = selector
      ? await somePodsWithLabels(cluster, selector, namespace)
      : await podsOf(cluster, parsePodTarget(argv.map(String)[0] ?? '', namespace));
    for (const pod of pods) {
      const own = flags['proxy-admin-port'];
      const {port, path} =
        page === 'merged'
          ? await scraped(cluster, pod, isCompatible(flags.compat) ? own : undefined)
          : {port: own, path: page};
      const bytes = await proxyAdmin(cluster, pod, {port, failure: 'failed to execute command on Envoy'}).get(path);
      session.print(`\nThe result of pod ${pod.name}:\n\n${await bodyOf(bytes.toString('utf8'), output, pod)}`);
    }
  });
}

async function bodyOf(text: string, output: string, {name, namespace}: PodKey): Promise<string> {
  if (output !== 'json' && output !== 'yaml') return text;
  const json = reindentJson(text, '    ');
  if (json === undefined) {
    throw new IstioctlError(`the Envoy of ${name}.${namespace} answered something that is not JSON`, {
      exitCode: ExitCode.UnreadableInput,
    });
  }
  // Go's json.Indent leaves what follows the JSON as it is.
  if (output === 'json') return `${json}${/\s*$/.exec(text)?.[0] ?? ''}\n`;
  const [{emitYaml}, {parseExactJson}] = await Promise.all([
    import('../../yaml/emit.js'),
    import('../../yaml/exact-json.js'),
  ]);
  return emitYaml(parseExactJson(text));
}

/** Throws for a type, or a format of it, that there is not. */
function pageOf(type: string, output: string): string {
  const name = type === '' ? 'server' : type === 'cluster' ? 'clusters' : type;
  const pages = Object.hasOwn(PAGES, name) ? PAGES[name] : undefined;
  if (pages === undefined) throw usageMistake(`unknown stats type ${type}`, {hint: 'there are server and clusters'});
  const page = Object.hasOwn(pages, output) ? pages[output] : undefined;
  if (page !== undefined) return page;
  const formats = Object.keys(pages).join(',');
  throw usageMistake(
    `unable to match a printer suitable for the output format ${output}, allowed formats are: ${formats}`,
  );
}

/**
 * Where Prometheus finds the statistics of a pod, by its annotations. `port` overrules theirs: the reference looks for
 * the path on the admin port (spec/proxy.md §15).
 */
async function scraped(cluster: ConnectedCluster, pod: PodKey, port?: number): Promise<{port: number; path: string}> {
  const annotations = (await cluster.get(POD, pod))?.metadata.annotations ?? {};
  const find = (name: string): string | undefined =>
    Object.entries(annotations).find(([key]) => key.replace(/\W/g, '_') === `prometheus_io_${name}`)?.[1];
  const text = find('port') ?? '9090';
  const named = Number(text);
  if (!Number.isInteger(named) || named < 1 || named > 65535) {
    throw new IstioctlError(
      `failed to retrieve prometheus path and port from Pod ${pod.namespace}/${pod.name}: failed to parse port from annotation: ${text}`,
    );
  }
  return {port: port ?? named, path: (find('path') ?? '/metrics').replace(/^\//, '')};
}
