// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import type {PodFlagValues} from '../cluster.js';
import {duration, integer} from './global.js';
import type {PreviewFlagValues} from './preview.js';

/** What commands that can ask many proxies say of it. */
export const MANY_PROXIES = `Several names, -A, -l, --gateways, --waypoints, --where or one of the formats table, wide, ndjson, csv and name ask many
proxies at once and print one list with a row per proxy and item; TYPE/NAME stands for all its pods then. -f reads one
dump, a folder made by proxy-config snapshot, or a bug report, packed or not. Proxies that do not answer are named at the
end, which is exit code 80.

A condition is COLUMN OPERATOR VALUE with columns as -o json has them and = != =~ !~ < <= > >=, joined by and, or, not and
parentheses; values with blanks or parentheses stand in quotes.`;

/** Which proxies are meant. */
export const proxySelection = {
  'all-namespaces': Flags.boolean({char: 'A', summary: 'Proxies of all namespaces'}),
  gateways: Flags.boolean({summary: 'Only gateways'}),
  selector: Flags.string({char: 'l', summary: 'Only proxies of pods with these labels', helpValue: 'LABELS'}),
  waypoints: Flags.boolean({summary: 'Only waypoints'}),
};

/** How many proxies are asked at once, and how long each may take. */
export const proxyPace = {
  concurrency: integer({summary: 'How many proxies are asked at once (default 20)'}),
  'proxy-timeout': duration({summary: 'Time limit for one proxy among many (default 15s)'}),
};

/** `--output` of commands that show one proxy and many. */
export const fleetOutput = {
  char: 'o',
  summary: 'Output format: short, json, yaml; of many proxies table, wide, json, yaml, ndjson, csv, name',
  helpValue: 'FORMAT',
} as const;

/** What every command has that asks many proxies at once. */
export const fleetFlags = {
  output: Flags.string({...fleetOutput, default: 'short'}),
  ...proxySelection,
  ...proxyPace,
  where: Flags.string({
    summary: 'Only rows that fit, for example status!=HEALTHY; with and, or, not, =~ and <; may be repeated',
    multiple: true,
    helpValue: 'CONDITION',
  }),
};

/** What narrows rows down to services. */
export const serviceFlags = {
  'fqdn-regex': Flags.string({summary: 'Only what is about a host that matches', helpValue: 'REGEX'}),
  'service-namespace': Flags.string({summary: 'Only what is about a service of this namespace', helpValue: 'NS'}),
};

/** The values of {@link proxySelection} and {@link proxyPace}, and where to look. */
export interface SelectionFlagValues extends PodFlagValues, PreviewFlagValues {
  'all-namespaces'?: boolean | undefined;
  gateways?: boolean | undefined;
  selector?: string | undefined;
  waypoints?: boolean | undefined;
  concurrency?: number | undefined;
  'proxy-timeout'?: number | undefined;
  'proxy-admin-port': number;
  file?: string | undefined;
}

/** The values of {@link fleetFlags} and {@link serviceFlags}. */
export interface FleetFlagValues extends SelectionFlagValues {
  output: string;
  where?: string[] | undefined;
  'fqdn-regex'?: string | undefined;
  'service-namespace'?: string | undefined;
}
