// SPDX-License-Identifier: Apache-2.0
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {XdsFlagValues} from '../../cli/flags/istiod.js';
import type {PreviewFlagValues} from '../../cli/flags/preview.js';
import type {adminPort} from '../../cli/flags/proxy.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {asked, ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import {type DiffOptions, diffDumps} from '../../proxy-diff/diff.js';
import {RESOURCE_TYPES, type ResourceType} from '../../proxy-diff/resources.js';
import {quantity} from '../../quantity.js';
import {type ComparedDiff, proxyDiffJson, proxyDiffText, type SilentProxy} from '../../writer/proxy-diff/report.js';
import {comparedProxies, ISTIOD, PREVIEW} from './sides.js';

/** Two proxies never start alike: their names and addresses are in the bootstrap. */
const COMPARED = RESOURCE_TYPES.filter((type) => type !== 'bootstrap');

export type DiffProxiesFlags = GlobalFlagValues &
  FlagValues<typeof adminPort> &
  PreviewFlagValues &
  XdsFlagValues & {
    output: string;
    type?: string[] | undefined;
  };

/** Compares the configuration of proxies. Returns 1 where they differ, 80 where something could not be compared. */
export async function diffProxies(
  session: Session,
  args: {a: string; b?: string},
  flags: DiffProxiesFlags,
): Promise<ExitCode> {
  checkAdminPort(flags['proxy-admin-port']);
  const {a, b = flags.config === undefined ? undefined : PREVIEW} = args;
  if (b === undefined) {
    throw usageMistake('diff requires two sides', {
      hint: 'for example: diff POD istiod, diff before.json after.json, or diff POD --config FILES',
    });
  }
  const sides = [a, b];
  if (flags.config !== undefined && !sides.includes(PREVIEW)) {
    throw usageMistake('--config is for the side that is called preview', {hint: `leave ${b} out, or call it preview`});
  }
  const {types, options} =
    sides.includes(ISTIOD) || sides.includes(PREVIEW)
      ? await istiodComparison(flags.type)
      : {types: typesOf(flags.type), options: {}};
  const compared: ComparedDiff[] = [];
  const silent: SilentProxy[] = [];
  let incomplete = false;
  await asked(async () => {
    for await (const {name, before, after, problem, exitCode} of comparedProxies(a, b, flags, session.terminal)) {
      incomplete ||= exitCode !== undefined;
      if (problem !== undefined) {
        silent.push({name: name ?? '', problem});
        continue;
      }
      const diff = before && after ? diffDumps(before, after, types, options) : after ? 'added' : 'removed';
      if (flags.output === 'text') session.print(proxyDiffText({name, diff}));
      compared.push({name, diff});
    }
  });
  if (flags.output === 'json') session.print(proxyDiffJson(compared, silent));
  const ending = conclude(session, compared, silent, flags.output === 'text');
  return incomplete ? ExitCode.NotChecked : ending;
}

/** Says what could not be compared, and returns what the help says of it. */
function conclude(
  session: Session,
  compared: readonly ComparedDiff[],
  silent: readonly SilentProxy[],
  talk: boolean,
): ExitCode {
  for (const {name, problem} of silent) session.say(`${name}: not compared: ${problem}`);
  let unchanged = 0;
  let differs = false;
  const untouched = new Set<ResourceType>();
  for (const {diff} of compared) {
    differs ||= typeof diff === 'string' || diff.changes.length > 0;
    if (typeof diff === 'string') continue;
    unchanged += diff.unchanged;
    for (const type of diff.notCompared) untouched.add(type);
  }
  for (const type of untouched) session.say(`${type}: not compared, only one side has any${HINTS[type] ?? ''}`);
  if (untouched.size > 0 || silent.length > 0) return ExitCode.NotChecked;
  if (differs) return ExitCode.Failed;
  if (talk) session.say(`No difference in ${quantity(unchanged, 'resource')}`);
  return ExitCode.Ok;
}

function typesOf(wanted: readonly string[] = COMPARED): ResourceType[] {
  return RESOURCE_TYPES.filter((type) => wanted.includes(type));
}

/** istiod knows nothing of what a proxy was started with, and prints messages in its own way. */
async function istiodComparison(given?: readonly string[]): Promise<{types: ResourceType[]; options: DiffOptions}> {
  const {commonForm, ISTIOD_TYPES} = await import('./istiod-side.js');
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
