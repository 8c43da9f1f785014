// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {output} from '../../cli/flags.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {type ConfigDump, readConfigDump} from '../../envoy/config-dump.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {readDumpFile} from '../../io/dump-file.js';
import type {Terminal} from '../../io/terminal.js';
import {diffDumps} from '../../proxy-diff/diff.js';
import {RESOURCE_TYPES, type ResourceType} from '../../proxy-diff/resources.js';
import {proxyDiffJson, proxyDiffText} from '../../writer/proxy-diff/report.js';

/** Two proxies never start alike: their names and addresses are in the bootstrap. */
const COMPARED = RESOURCE_TYPES.filter((type) => type !== 'bootstrap');

export default class ProxyConfigDiff extends IstioCommand {
  static override summary = 'Compare the configuration of two proxies, or of one over time';
  static override description = `A and B are each a config dump in a file.

Resources are compared by name, virtual hosts, filter chains and endpoints too; their order, versions and times do not
count. The bootstrap is compared only where --type asks for it.

Ends with 0 when they are the same, 1 when they differ, 2 when something could not be compared.`;
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
    a: Args.string({description: 'config dump', required: true}),
    b: Args.string({description: 'config dump', required: true}),
  };
  static override flags = {
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
    const before = await readSide(args.a, this.terminal);
    const after = await readSide(args.b, this.terminal);
    const diff = diffDumps(
      before,
      after,
      RESOURCE_TYPES.filter((type) => (flags.type ?? COMPARED).includes(type)),
    );
    this.print(flags.output === 'json' ? proxyDiffJson(diff) : proxyDiffText(diff));
    for (const type of diff.notCompared) this.say(`${type}: not compared, only one side has any${HINTS[type] ?? ''}`);
    if (diff.notCompared.length > 0) throw new IstioctlError('', {exitCode: ExitCode.NotCompared});
    if (diff.changes.length > 0) throw new IstioctlError('', {exitCode: ExitCode.Failed});
    if (flags.output === 'text') this.say(`No difference in ${diff.unchanged} resources`);
  }
}

const HINTS: Partial<Record<ResourceType, string>> = {
  endpoint: '; a dump has endpoints when it was taken with ?include_eds=true',
};

async function readSide(name: string, terminal: Terminal): Promise<ConfigDump> {
  return readConfigDump(await readDumpFile(name, terminal));
}
