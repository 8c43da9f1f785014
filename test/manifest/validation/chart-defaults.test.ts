// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {fieldsOf} from '../../../src/api/schema/tables.js';
import {getIn, type Tree, treeIn} from '../../../src/manifest/input/tree.js';
import {validateInput} from '../../../src/manifest/validation/validate-input.js';
import {parseYaml} from '../../../src/yaml/parse.js';

/** What a chart has as defaults, under the key that keeps users from setting them. */
function defaultsOf(chart: string): Tree {
  const values = parseYaml(readFileSync(`manifests/charts/${chart}/values.yaml`, 'utf8'));
  return treeIn(values, ['_internal_defaults_do_not_set']);
}

/** Values at the chart's root that istioctl takes only below a key of their own. */
function below(key: string, values: Tree): Tree {
  const known = fieldsOf('values', 'Values');
  const entries = Object.entries(values);
  const own = Object.fromEntries(entries.filter(([name]) => !known.has(name) || name === key));
  const rest = Object.fromEntries(entries.filter(([name]) => known.has(name) && name !== key));
  return {...rest, [key]: {...own, ...treeIn(own, [key])}};
}

test.each([
  ['base', defaultsOf('base')],
  ['istio-control/istio-discovery', below('pilot', defaultsOf('istio-control/istio-discovery'))],
  ['istio-cni', below('cni', defaultsOf('istio-cni'))],
  ['ztunnel', {ztunnel: defaultsOf('ztunnel')}],
  ['gateways/istio-ingress', defaultsOf('gateways/istio-ingress')],
  ['gateways/istio-egress', defaultsOf('gateways/istio-egress')],
])('the defaults of chart %s are fields of the right type', (_chart, values) => {
  const merged = {kind: 'IstioOperator', spec: {values}};
  const findings = validateInput({sources: [], merged}, {compat: false});
  expect(
    findings.map(({path, message}) => `${path} = ${JSON.stringify(getIn(merged.spec, path.split('.')))}: ${message}`),
  ).toEqual([]);
});
