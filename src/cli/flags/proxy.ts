// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {usageMistake} from '../../errors.js';
import {integer, oneOf, port} from './global.js';

const FORMATS = ['short', 'json', 'yaml'] as const;

export type ProxyFormat = (typeof FORMATS)[number];

/** The proxy to look at: a pod, or what leads to one. */
export const proxyTarget = {
  target: Args.string({description: 'Pod, or TYPE/NAME of what runs pods, with .NAMESPACE where it is another'}),
};

/** `--proxy-admin-port`, which all commands about proxies have. */
export const adminPort = {
  'proxy-admin-port': integer({summary: "Port of the proxy's admin pages", default: 15000, helpValue: 'PORT'}),
};

/** What every command has that shows the configuration of a proxy. */
export function proxyFlags() {
  return {
    ...adminPort,
    file: Flags.string({
      char: 'f',
      summary: 'Read a dump from this file, which may be gzipped; - is standard input',
      helpValue: 'FILE',
    }),
    output: Flags.string({
      char: 'o',
      summary: `Output format: ${FORMATS.join(', ')}`,
      default: 'short',
      helpValue: 'FORMAT',
    }),
  };
}

/** Throws an IstioctlError for a number that is no port. */
export function checkAdminPort(port: number): void {
  if (port >= 1 && port <= 65535) return;
  throw usageMistake(`port number ${port} must be in the range 1..65535`);
}

/** Throws an IstioctlError for a format that there is not. */
export function formatOf(output: string): ProxyFormat {
  const format = FORMATS.find((each) => each === output);
  if (format) return format;
  throw usageMistake(`output format ${JSON.stringify(output)} not supported`, {
    hint: `there are ${FORMATS.join(', ')}`,
  });
}

/** What narrows a list of endpoints down. */
export const endpointFilters = {
  address: Flags.string({summary: 'Only endpoints with this address', helpValue: 'ADDRESS'}),
  cluster: Flags.string({summary: 'Only endpoints of this cluster', helpValue: 'NAME'}),
  port: port({summary: 'Only endpoints with this port'}),
  status: oneOf(['UNKNOWN', 'HEALTHY', 'UNHEALTHY', 'DRAINING', 'TIMEOUT', 'DEGRADED'])({
    summary: 'Only endpoints with this health, for example HEALTHY',
    helpValue: 'STATUS',
  }),
};
