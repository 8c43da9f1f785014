// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {usageMistake} from '../../errors.js';
import type {ClusterFlagValues} from '../cluster.js';
import {duration, port} from './global.js';

/** How istiod is reached and who we are to it (spec/proxy.md §1.5). */
export const xdsFlags = {
  authority: Flags.string({summary: "Name that istiod's certificate must have", helpValue: 'NAME'}),
  'cert-dir': Flags.string({
    summary: 'Folder with cert-chain.pem, key.pem and root-cert.pem to identify with instead of a token',
    helpValue: 'DIR',
  }),
  insecure: Flags.boolean({summary: 'With --cert-dir, take any certificate of istiod'}),
  plaintext: Flags.boolean({summary: 'Do without TLS; port 15010 usually takes that'}),
  revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
  timeout: duration({summary: 'Time for istiod to answer', default: 30_000, defaultHelp: async () => '30s'}),
  'xds-address': Flags.string({summary: 'Dial this istiod instead of looking for its pods', helpValue: 'HOST:PORT'}),
  'xds-label': Flags.string({summary: "Label selector of istiod's pods", helpValue: 'SELECTOR'}),
  'xds-port': port({summary: "Port of istiod's pods", default: 15012}),
};

export interface XdsFlagValues extends ClusterFlagValues {
  authority?: string | undefined;
  'cert-dir'?: string | undefined;
  compat?: string | undefined;
  insecure: boolean;
  istioNamespace: string;
  plaintext: boolean;
  revision?: string | undefined;
  timeout: number;
  'xds-address'?: string | undefined;
  'xds-label'?: string | undefined;
  'xds-port': number;
}

/** Throws an IstioctlError for flags that exclude each other. */
export function checkXdsFlags(flags: XdsFlagValues): void {
  if (flags['xds-address'] && flags['xds-label']) {
    throw usageMistake('either --xds-address or --xds-label, not both');
  }
  if (flags.plaintext && flags['cert-dir']) throw usageMistake('either --plaintext or --cert-dir, not both');
}
