// SPDX-License-Identifier: Apache-2.0

import {choice, integer, list, message, type Rule, struct, text} from './schema.js';

/** What WasmPlugin and TrafficExtension share. */

const VALUE_GIVEN_INLINE: Rule = {
  rule: '(has(self.valueFrom) ? self.valueFrom : "") != "HOST" || !has(self.value)',
  message: 'value may only be set when valueFrom is INLINE',
};

const environmentVariable = message(
  'A variable.',
  {
    name: text('Name of the variable.', {min: 1, max: 256}),
    valueFrom: choice('Given here, or taken from the environment of the proxy.', ['INLINE', 'HOST']),
    value: text('Its value, if given here.', {max: 2048}),
  },
  {required: ['name'], rules: [VALUE_GIVEN_INLINE]},
);

const vmConfig = message('The virtual machine the module runs in.', {
  env: list('Environment of the module.', environmentVariable, {max: 256, keys: ['name']}),
});

/** The two kinds name the schemes in different orders; the rule is the same. */
function schemeOneOf(schemes: string): Rule {
  return {
    rule:
      `isURL(self) ? (url(self).getScheme() in [${schemes}]) : (isURL("http://" + self) &&\n` +
      `url("http://" + self).getScheme() in [${schemes}])`,
    message: 'url must have schema one of [http, https, file, oci]',
  };
}

export function wasmModule(schemes: string) {
  return {
    url: text('Where the module is: http(s), file or oci; oci where no scheme is given.', {
      min: 1,
      rules: [schemeOneOf(schemes)],
    }),
    sha256: text('Checksum that the module must have.', {pattern: '(^$|^[a-f0-9]{64}$)'}),
    imagePullPolicy: choice('When the module is fetched again.', ['UNSPECIFIED_POLICY', 'IfNotPresent', 'Always']),
    imagePullSecret: text('Secret with the credentials for the registry.', {min: 1, max: 253}),
    verificationKey: text('Reserved for signatures; not in use.'),
    pluginConfig: struct('Configuration that the module is given.'),
    pluginName: text('Name of the plugin, for its configuration and logs.', {min: 1, max: 256}),
    failStrategy: choice('What becomes of traffic when the module fails.', ['FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD']),
    vmConfig,
    type: choice('Whether it filters HTTP requests or connections.', ['UNSPECIFIED_PLUGIN_TYPE', 'HTTP', 'NETWORK']),
  };
}

const trafficSelector = message('Traffic; all conditions must hold.', {
  mode: choice('Whether the workload is client or server of the traffic.', [
    'UNDEFINED',
    'CLIENT',
    'SERVER',
    'CLIENT_AND_SERVER',
  ]),
  ports: list(
    'Ports of the traffic; all where empty.',
    message('A port.', {number: integer('Port number.', {min: 1, max: 65_535})}, {required: ['number']}),
    {keys: ['number']},
  ),
});

export const trafficSelectors = list(
  'Traffic that passes the filter: any one of these; all where empty.',
  trafficSelector,
);
