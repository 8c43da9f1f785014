// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';
import * as Flags from '@oclif/core/flags';
import type {FlagInput, InferredFlags} from '@oclif/core/interfaces';
import {BadValue, GLOBAL, parseBool, parseDuration} from '../argv/flag-value.js';
import type {PodFlagValues} from '../cluster.js';
import {isReference} from '../compat.js';

/**
 * A Go duration such as `5m0s`, in milliseconds; no time of ours runs backwards. Give `default` in milliseconds and
 * `defaultHelp` as people write it.
 */
export const duration = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (text) => {
    const milliseconds = parseDuration(text);
    if (milliseconds < 0) throw new BadValue('must not be negative');
    return milliseconds;
  },
});

/** A whole number. */
export const integer = Flags.custom<number>({helpValue: 'N', parse: async (text) => wholeNumber(text)});

/** A time limit of requests, as it is written; the Go istioctl reads it when it asks a server. */
const requestTimeout = Flags.custom({
  helpValue: 'DURATION',
  parse: async (text) => {
    try {
      parseDuration(text);
    } catch (error) {
      throw error instanceof BadValue ? new BadValue(error.message, {goValue: text}) : error;
    }
    return text;
  },
});

/** Flags that every command has (spec/install.md §1.2). */
export const globalFlags = {
  as: Flags.string({summary: 'User to act as', helpGroup: GLOBAL, helpValue: 'USER'}),
  'as-group': Flags.string({
    summary: 'Group to act as; may be repeated',
    multiple: true,
    helpGroup: GLOBAL,
    helpValue: 'GROUP',
  }),
  'as-uid': Flags.string({summary: 'UID to act as', helpGroup: GLOBAL, helpValue: 'UID'}),
  compat: Flags.string({
    summary: 'Accept what this release of the Go istioctl accepts (1.30)',
    helpGroup: GLOBAL,
    helpValue: 'VERSION',
    parse: async (text) => {
      if (text !== '' && !isReference(text)) throw new BadValue('must be 1.30');
      return text;
    },
  }),
  context: Flags.string({summary: 'Kubeconfig context to use', helpGroup: GLOBAL, helpValue: 'NAME'}),
  deadline: duration({summary: 'Time limit of the whole command; 0 is none', helpGroup: GLOBAL}),
  debug: Flags.boolean({summary: 'Print stack traces with errors', helpGroup: GLOBAL}),
  from: Flags.string({
    summary: 'Read a snapshot, or an archive of bug-report, in place of the cluster',
    helpGroup: GLOBAL,
    helpValue: 'FILE',
  }),
  istioNamespace: Flags.string({
    char: 'i',
    summary: 'Namespace of the control plane',
    default: 'istio-system',
    helpGroup: GLOBAL,
    helpValue: 'NS',
  }),
  'kubeclient-timeout': requestTimeout({
    summary: 'Time limit of a request to the API server; --request-timeout is the same',
    default: '15s',
    helpGroup: GLOBAL,
  }),
  kubeconfig: Flags.string({char: 'c', summary: 'Kubeconfig file', helpGroup: GLOBAL, helpValue: 'FILE'}),
  namespace: Flags.string({char: 'n', summary: 'Namespace to work in', helpGroup: GLOBAL, helpValue: 'NS'}),
  'request-timeout': requestTimeout({hidden: true}),
  vklog: integer({summary: 'Log level of Kubernetes requests', helpGroup: GLOBAL, helpValue: 'LEVEL'}),
  log_output_level: Flags.string({hidden: true}),
  log_target: Flags.string({hidden: true, multiple: true}),
  log_caller: Flags.string({hidden: true}),
  log_stacktrace_level: Flags.string({hidden: true}),
  log_as_json: Flags.boolean({hidden: true}),
};

/** The values of flags, by name. */
export type FlagValues<Definitions extends FlagInput> = InferredFlags<Definitions>;

/** The values of {@link globalFlags} that actions look at. */
export interface GlobalFlagValues extends PodFlagValues {
  compat?: string | undefined;
  istioNamespace: string;
}

/** A port, or 0 where that stands for none; what no port can be is a mistake, and would only find nothing. */
export const port = Flags.custom<number>({
  helpValue: 'PORT',
  parse: async (text) => {
    const number = wholeNumber(text, PORT);
    if (number < 0 || number > 65535) throw new BadValue(PORT);
    return number;
  },
});

const PORT = 'must be a port, from 1 to 65535';

/** An IP address. Another text lies in no range, so that rules about addresses would seem to pass it over. */
export const ipAddress = Flags.custom({
  helpValue: 'IP',
  parse: async (text) => {
    // Zones are of one machine: neither Envoy nor Istio compares them.
    if (isIP(text) !== 0 && !text.includes('%')) return text;
    throw new BadValue('must be an IP address', {goValue: text});
  },
});

/** A percentage, from 0 to 100. */
export const percentage = Flags.custom<number>({
  helpValue: 'PERCENT',
  parse: async (text) => {
    if (/^\d{1,3}(?:\.\d+)?%?$/.test(text) && Number.parseFloat(text) <= 100) return Number.parseFloat(text);
    throw new BadValue('must be a percentage from 0 to 100');
  },
});

/** A host, or an IPv6 address in brackets, with a port. */
export const hostPort = Flags.custom({
  helpValue: 'HOST:PORT',
  parse: async (text) => {
    const [, number = ''] = /^(?:[^\s:/[\]]+|\[[0-9a-f:.]+\]):(\d{1,5})$/i.exec(text) ?? [];
    if (Number(number) >= 1 && Number(number) <= 65535) return text;
    throw new BadValue('must be HOST:PORT');
  },
});

function wholeNumber(text: string, reason = 'must be a whole number'): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new BadValue(reason, {goReason: `strconv.ParseInt: parsing "${text}": invalid syntax`});
}

/** What narrows a list down to one of `values`, in any case; the Go istioctl takes any text, and finds nothing then. */
export function oneOf(values: readonly string[]) {
  const parse = async (text: string): Promise<string> => {
    if (text === '' || values.some((value) => value.toLowerCase() === text.toLowerCase())) return text.toLowerCase();
    throw new BadValue(`must be one of ${values.join(', ')}`, {goValue: text});
  };
  return Flags.custom({parse});
}

const HELP_SET =
  'Override an IstioOperator value by its path, for example profile=demo or values.global.proxy.logLevel=debug; may be repeated';

/** What every command that renders manifests takes. */
export const renderFlags = {
  charts: Flags.string({hidden: true, helpValue: 'DIR'}),
  filename: Flags.string({
    char: 'f',
    summary: 'IstioOperator file, applied from left to right; - is standard input',
    multiple: true,
    delimiter: ',',
    helpValue: 'FILE',
  }),
  force: Flags.boolean({summary: 'Go on in spite of mistakes in the input'}),
  manifests: Flags.string({
    char: 'd',
    summary: 'Folder or .tgz with charts/ and profiles/ to use instead of the built-in ones',
    helpValue: 'PATH',
  }),
  revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
  set: Flags.string({char: 's', summary: HELP_SET, multiple: true, helpValue: 'PATH=VALUE'}),
};

export type DryRun = 'none' | 'server' | 'client';

/** `--dry-run`, alone or with the one who is to judge; `--dry-run=false` as the boolean it is in the reference. */
export function dryRun(summary: string) {
  const parse = async (text: string): Promise<DryRun> => {
    if (text === 'server' || text === 'client' || text === 'none') return text;
    const boolean = parseBool(text);
    if (boolean === undefined) throw new Error('must be server or client');
    return boolean ? 'server' : 'none';
  };
  const flag = Flags.custom<DryRun>({parse});
  return {...flag({summary, helpValue: '[=server|client]'}), optionalValue: 'server'};
}

/** `-o`, with the formats a command knows. */
export function output(options: readonly string[], initial: string) {
  return Flags.string({
    char: 'o',
    summary: `Output format: ${options.join(', ')}`,
    options: [...options],
    default: initial,
    helpValue: 'FORMAT',
  });
}
