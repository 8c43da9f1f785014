// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {duration, integer} from './global.js';

const HALF_AN_HOUR = 30 * 60_000;

/** What `bug-report` takes (spec/install.md §1.14). */
export const bugReportFlags = {
  'critical-errs': list('Text of errors that matter most, with * for any letters; counted in log-summary'),
  dir: Flags.string({summary: 'Gather the files in this folder and keep it', helpValue: 'DIR'}),
  'dry-run': Flags.boolean({summary: 'Fetch everything and make no archive'}),
  duration: duration({summary: 'Only log lines so long before the end'}),
  'end-time': Flags.string({summary: 'Only log lines until then (RFC 3339); now when left out', helpValue: 'TIME'}),
  exclude: Flags.string({
    summary: 'Leave out what this chooses, written as for --include; may be repeated',
    multiple: true,
    default: ['kube-node-lease,kube-public,kube-system,local-path-storage'],
    helpValue: 'SELECTION',
  }),
  filename: Flags.string({char: 'f', summary: 'File with settings, named like the flags', helpValue: 'FILE'}),
  'full-secrets': Flags.boolean({summary: 'Put the values of Secrets into the archive'}),
  'ignore-errs': list('Text of errors that do not count in log-summary'),
  include: Flags.string({
    summary: 'Only NAMESPACES/DEPLOYMENTS/PODS/LABELS/ANNOTATIONS/CONTAINERS, each with commas; may be repeated',
    multiple: true,
    helpValue: 'SELECTION',
  }),
  'istio-namespace': Flags.string({
    summary: 'Namespace of the control plane',
    default: 'istio-system',
    helpValue: 'NS',
  }),
  'max-size': integer({summary: 'MiB that all files together may have', default: 2048}),
  'output-dir': Flags.string({summary: 'Folder for the archive; the current one when left out', helpValue: 'DIR'}),
  'proxy-admin-port': integer({summary: "Port of the proxy's admin pages", default: 15000, helpValue: 'PORT'}),
  'rq-concurrency': integer({summary: 'Requests at the same time; 0 is 16'}),
  'skip-analyze': Flags.boolean({summary: 'Do not analyze'}),
  'skip-cluster-dump': Flags.boolean({summary: 'Leave out resources of the cluster'}),
  'skip-coredumps': Flags.boolean({summary: 'Do not look for core dumps'}),
  'skip-netstat': Flags.boolean({summary: 'Do not list connections of proxies'}),
  'skip-proxy-debug': Flags.boolean({summary: 'Leave out what proxies tell on their admin port'}),
  'start-time': Flags.string({summary: 'Only log lines from then on (RFC 3339)', helpValue: 'TIME'}),
  tail: integer({summary: 'Only so many last lines of each log; 0 is all'}),
  timeout: duration({summary: 'Time for all of it', default: HALF_AN_HOUR, defaultHelp: async () => '30m0s'}),
};

function list(summary: string) {
  return Flags.string({summary, multiple: true, delimiter: ',', helpValue: 'TEXT'});
}
