// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {formatFinding} from '../../../src/manifest/input/finding.js';
import {validateInput} from '../../../src/manifest/validation/validate-input.js';
import {mergedSpec} from './merged.js';

const strict = (spec: string) => validateInput(mergedSpec(spec), {compat: false}).map(formatFinding);
const compat = (spec: string) => validateInput(mergedSpec(spec), {compat: true}).map(formatFinding);

describe('what only we accept', () => {
  test.each([
    ['values: {global: {waypoint: {tolerations: [{operator: Exists}]}}}', 'values.global.waypoint.tolerations'],
    ['values: {pilot: {extraContainerArgs: ["--foo"]}}', 'values.pilot.extraContainerArgs[0]'],
    ['values: {global: {waypoint: {nodeSelector: {disk: ssd}}}}', 'values.global.waypoint.nodeSelector.disk'],
    ['values: {pilot: {resources: {requests: {cpu: 5}}}}', 'values.pilot.resources.requests.cpu'],
    ['values: {pilot: {pdb: {minAvailable: 1}}}', 'values.pilot.pdb'],
    [
      'components: {cni: {enabled: true}}\nvalues: {cni: {tolerations: [{operator: Exists}]}}',
      'values.cni.tolerations',
    ],
  ])('%s', (spec, path) => {
    expect(strict(spec)).toEqual([]);
    expect(compat(spec).map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([`error ${path}:`]);
  });
});

describe('compat: what the reference accepts is a warning, what it refuses an error', () => {
  test.each([
    ['meshConfig: {accesLogFile: x}', ['warning meshConfig.accesLogFile']],
    ['meshConfig: {accessLogEncoding: Json}', ['error meshConfig.accessLogEncoding']],
    ['meshConfig: {enableTracing: "true"}', ['error meshConfig.enableTracing']],
    ['meshConfig: {proxy_listen_port: "15001"}', ['warning meshConfig.proxy_listen_port']],
    ['values: {global: {imagePullPolicy: Sometimes}}', ['warning values.global.imagePullPolicy']],
    ['values: {pilot: {traceSampling: 500}}', ['warning values.pilot.traceSampling']],
    ['values: {pilot: {autoscaleMin: "2"}}', ['warning values.pilot.autoscaleMin']],
    ['values: {pilot: {resources: {requests: {cpu: notaquantity}}}}', ['warning values.pilot.resources.requests.cpu']],
    [
      'components: {pilot: {k8s: {resources: {requests: {cpu: notaquantity}}}}}',
      ['error components.pilot.k8s.resources.requests.cpu'],
    ],
    ['components: {pilot: {Enabled: true}}', ['warning components.pilot.Enabled']],
    ['values: {cni: {resource_quotas: {enabled: true}}}', ['warning values.cni.resource_quotas']],
    ['values: {pilot: {replica_count: 2}}', ['error values.pilot.replica_count']],
    [
      'values: {sidecarInjectorWebhook: {alwaysInjectSelector: [{matchLabels: {x: true}}]}}',
      ['warning values.sidecarInjectorWebhook.alwaysInjectSelector[0].matchLabels.x'],
    ],
    ['values: {pilot: {affinity: {foo: bar}}}', ['error values.pilot.affinity.foo']],
    ['revision: Canary', ['warning revision']],
    ['hub: ":::"', ['warning hub']],
    ['hub: "!!bad"', ['error hub']],
    ['values: {nosuch: 1}', ['error values.nosuch']],
    [
      'values: {global: {tracer: {lightstep: {accessToken: true}}}}',
      ['warning values.global.tracer.lightstep.accessToken', 'error values.global.tracer.lightstep.accessToken'],
    ],
    ['values: {ztunnel: {nosuch: 1}}\nprofile: ambient', ['warning values.ztunnel.nosuch']],
  ])('%s', (spec, expected) => {
    expect(compat(spec).map((line) => /(?:error|warning) [^:]+/u.exec(line.slice(line.indexOf(' ')))?.[0])).toEqual(
      expected,
    );
  });
});
