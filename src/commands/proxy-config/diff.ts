// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {comparedProxies, ISTIOD} from '../../actions/proxies/sides.js';
import {output} from '../../cli/flags/global.js';
import {xdsFlags} from '../../cli/flags/istiod.js';
import {adminPort, checkAdminPort} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {asked, ExitCode, IstioctlError} from '../../errors.js';
import {type DiffOptions, diffDumps} from '../../proxy-diff/diff.js';
import {RESOURCE_TYPES, type ResourceType} from '../../proxy-diff/resources.js';
import {quantity} from '../../quantity.js';
import {type ComparedDiff, proxyDiffJson, proxyDiffText, type SilentProxy} from '../../writer/proxy-diff/report.js';

/** Two proxies never start alike: their names and addresses are in the bootstrap. */
const COMPARED = RESOURCE_TYPES.filter((type) => type !== 'bootstrap');

export default class ProxyConfigDiff extends IstioCommand {
  static override summary = 'Compare the configuration of two proxies, or of one over time';
  static override description =
    `A and B are each a config dump in a file, a pod or TYPE/NAME of what runs pods, a folder made by proxy-config snapshot, or
the folder of one proxy in it; istiod stands for what istiod would have the proxy of the other side have, of clusters,
listeners and routes. Two snapshots are compared proxy by proxy, a snapshot and a pod as that pod was.

Resources are compared by name, virtual hosts, filter chains and endpoints too; their order, versions and times do not
count. The bootstrap is compared only where --type asks for it.

Ends with 0 when they are the same, 1 when they differ, 80 when something could not be compared, because a proxy or istiod
did not answer for one.`;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['diff']);
  static override examples = [
    {description: 'Two saved dumps', command: '<%= config.bin %> proxy-config diff before.json dump.json'},
    {
      description: 'Only routes and clusters, for programs',
      command: '<%= config.bin %> pc diff before.json dump.json --type route,cluster -o json',
    },
  ];
  static override args = {
    a: Args.string({description: 'file, pod or snapshot', required: true}),
    b: Args.string({description: 'file, pod or snapshot', required: true}),
  };
  static override flags = {
    ...adminPort,
    ...xdsFlags,
    output: output(['text', 'json'], 'text'),
    type: Flags.string({
      summary: `Only these, separated by commas: ${RESOURCE_TYPES.join(', ')}`,
      multiple: true,
      delimiter: ',',
      options: RESOURCE_TYPES,
      helpValue: 'TYPE',
    }),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ProxyConfigDiff);
    checkAdminPort(flags['proxy-admin-port']);
    const isIstiod = [args.a, args.b].includes(ISTIOD);
    const {types, options} = isIstiod ? await istiodComparison(flags.type) : {types: typesOf(flags.type), options: {}};
    const compared: ComparedDiff[] = [];
    const silent: SilentProxy[] = [];
    await asked(async () => {
      for await (const {name, before, after, problem} of comparedProxies(args.a, args.b, flags, this.terminal)) {
        if (problem !== undefined) {
          silent.push({name: name ?? '', problem});
          continue;
        }
        const diff = before && after ? diffDumps(before, after, types, options) : after ? 'added' : 'removed';
        if (flags.output === 'text') this.print(proxyDiffText({name, diff}));
        compared.push({name, diff});
      }
    });
    if (flags.output === 'json') this.print(proxyDiffJson(compared, silent));
    this.conclude(compared, silent, flags.output === 'text');
  }

  /** Says what could not be compared, and ends as the help says. */
  private conclude(compared: readonly ComparedDiff[], silent: readonly SilentProxy[], talk: boolean): void {
    for (const {name, problem} of silent) this.say(`${name}: not compared: ${problem}`);
    let unchanged = 0;
    let differs = false;
    const untouched = new Set<ResourceType>();
    for (const {diff} of compared) {
      differs ||= typeof diff === 'string' || diff.changes.length > 0;
      if (typeof diff === 'string') continue;
      unchanged += diff.unchanged;
      for (const type of diff.notCompared) untouched.add(type);
    }
    for (const type of untouched) this.say(`${type}: not compared, only one side has any${HINTS[type] ?? ''}`);
    if (untouched.size > 0 || silent.length > 0) throw new IstioctlError('', {exitCode: ExitCode.NotChecked});
    if (differs) throw new IstioctlError('', {exitCode: ExitCode.Failed});
    if (talk) this.say(`No difference in ${quantity(unchanged, 'resource')}`);
  }
}

function typesOf(wanted: readonly string[] = COMPARED): ResourceType[] {
  return RESOURCE_TYPES.filter((type) => wanted.includes(type));
}

/** istiod knows nothing of what a proxy was started with, and prints messages in its own way. */
async function istiodComparison(given?: readonly string[]): Promise<{types: ResourceType[]; options: DiffOptions}> {
  const {commonForm, ISTIOD_TYPES} = await import('../../actions/proxies/istiod-side.js');
  const types = typesOf(given ?? ISTIOD_TYPES);
  const other = types.find((type) => !ISTIOD_TYPES.includes(type));
  if (other === undefined) return {types, options: {dynamic: true, read: await commonForm()}};
  throw new IstioctlError(`istiod is not compared by ${other}`, {
    exitCode: ExitCode.Usage,
    hint: `--type may be ${ISTIOD_TYPES.join(', ')}`,
  });
}

const HINTS: Partial<Record<ResourceType, string>> = {
  endpoint: '; a dump has endpoints when it was taken with ?include_eds=true',
};
