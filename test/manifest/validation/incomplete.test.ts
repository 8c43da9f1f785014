// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {formatFinding} from '../../../src/manifest/input/finding.js';
import {validateInput} from '../../../src/manifest/validation/validate-input.js';
import {mergedSpec} from './merged.js';

const strict = (spec: string) => validateInput(mergedSpec(spec), {compat: false}).map(formatFinding);

describe('what is incomplete is a warning that names the field', () => {
  const gateway = (volumes: string) => `values: {gateways: {istio-ingressgateway: {${volumes}}}}`;
  const at = 'values.gateways.istio-ingressgateway';

  test.each([
    [
      'secretVolumes: [{name: a, secretName: b}]',
      [`${at}.secretVolumes[0]: mountPath is missing: the volume is not mounted`],
    ],
    [
      'secretVolumes: [{name: a, mountPath: /x}, {secretName: b, mountPath: /x}]',
      [
        `${at}.secretVolumes[0]: secretName is missing: Kubernetes refuses the gateway`,
        `${at}.secretVolumes[1]: name is missing: Kubernetes refuses the gateway`,
      ],
    ],
    [
      'secretVolumes: [{name: a, secretName: b, mountPath: ""}]',
      [`${at}.secretVolumes[0]: mountPath is missing: Kubernetes refuses the gateway`],
    ],
    [
      'configVolumes: [{name: a}]',
      [`${at}.configVolumes[0]: configMapName is missing: Kubernetes refuses the gateway`],
    ],
    ['configVolumes: [{name: a, configMapName: b}]', []],
    ['secretVolumes: [{name: a, secretName: b, mountPath: /x}]', []],
    ['secretVolumes: []', []],
  ])('%s', (volumes, expected) => {
    const found = strict(gateway(volumes)).map((line) => line.replace(/^iop\.yaml:\d+:\d+ warning /, ''));
    expect(found).toEqual(expected);
  });

  test.each([
    ['values: {pilot: {cni: {enabled: true}}}', true],
    ['values: {pilot: {cni: {enabled: true}}}\ncomponents: {cni: {enabled: false}}', true],
    ['values: {pilot: {cni: {enabled: true}}}\ncomponents: {cni: {enabled: true}}', false],
    ['values: {pilot: {cni: {enabled: false}}}', false],
    ['values: {pilot: {cni: {provider: multus}}}', false],
  ])('pods that rely on istio-cni: %s', (spec, isWarned) => {
    const lines = strict(spec).filter((line) => line.includes('values.pilot.cni.enabled'));
    expect(lines.map((line) => line.replace(/^\S+ warning /, ''))).toEqual(
      isWarned
        ? [
            'values.pilot.cni.enabled: injected pods need istio-cni, which these settings do not install; set components.cni.enabled=true',
          ]
        : [],
    );
    const compat = validateInput(mergedSpec(spec), {compat: true}).map(formatFinding).join();
    expect(compat.includes('has no effect with --compat 1.30')).toBe(isWarned);
  });
});
