// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {duration, integer, renderFlags} from './global.js';

const UNUSED = {hidden: true};

/** The flags of `kube-inject`. */
export const injectFlags = {
  diff: Flags.boolean({summary: 'Print what injection changes in each workload'}),
  explain: Flags.boolean({summary: 'Print why each workload is injected or not, and what decides on its proxy'}),
  filename: Flags.string({
    char: 'f',
    summary: 'Manifests to inject; - is standard input; may be repeated',
    multiple: true,
    helpValue: 'FILE',
  }),
  injectConfigFile: Flags.string({
    summary: 'Injector configuration: the key "config" of the ConfigMap istio-sidecar-injector',
    helpValue: 'FILE',
  }),
  injectConfigMapName: Flags.string({hidden: true, default: 'istio-sidecar-injector'}),
  manifests: renderFlags.manifests,
  meshConfigFile: Flags.string({summary: 'Mesh configuration', helpValue: 'FILE'}),
  meshConfigMapName: Flags.string({
    summary: 'ConfigMap of the mesh configuration',
    default: 'istio',
    helpValue: 'NAME',
  }),
  operatorFileName: Flags.string({
    summary: 'IstioOperator file: inject with what an installation of it would use',
    helpValue: 'FILE',
  }),
  output: Flags.string({
    char: 'o',
    summary: 'yaml, json, or a file to write to',
    default: '',
    helpValue: 'FORMAT|FILE',
  }),
  revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
  set: Flags.string({
    char: 's',
    summary: 'Inject with what an installation with this setting would use; may be repeated',
    multiple: true,
    helpValue: 'PATH=VALUE',
  }),
  valuesFile: Flags.string({
    summary: 'Values of the injector: the key "values" of the ConfigMap istio-sidecar-injector',
    helpValue: 'FILE',
  }),
  // Of how the reference reaches the webhook; the ConfigMaps say the same.
  authority: Flags.string(UNUSED),
  'cert-dir': Flags.string(UNUSED),
  insecure: Flags.boolean(UNUSED),
  plaintext: Flags.boolean(UNUSED),
  timeout: duration({...UNUSED, default: 30_000}),
  webhookConfig: Flags.string({...UNUSED, default: 'istio-sidecar-injector'}),
  'xds-address': Flags.string(UNUSED),
  'xds-label': Flags.string(UNUSED),
  'xds-port': integer({...UNUSED, default: 15012}),
};
