// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {type EndpointGroup, groupsOf, type Member} from '../../../src/preview/endpoints/groups.js';
import {byLocality} from '../../../src/preview/endpoints/locality-priorities.js';
import type {LocalitySettings} from '../../../src/preview/settings/mesh-config.js';

function member(locality: string, labels: Readonly<Record<string, string>> = {}): Member {
  return {
    mutualTls: false,
    endpoint: {
      addresses: ['10.0.0.1'],
      port: 80,
      portName: 'http',
      labels,
      namespace: 'shop',
      serviceAccount: '',
      locality,
      tlsMode: 'disabled',
      health: 'healthy',
      network: '',
      nodeName: '',
      workloadName: '',
    },
  };
}

const PLACES = groupsOf(['eu/a/1', 'eu/a/2', 'eu/b/', 'us/a/', 'asia/a/'].map((locality) => member(locality)));
const client = {locality: 'eu/a/1', labels: {app: 'x', version: 'v1'}};

const priorities = (groups: readonly EndpointGroup[]) =>
  Object.fromEntries(groups.map(({locality, priority}) => [locality, priority]));
const weights = (groups: readonly EndpointGroup[]) =>
  Object.fromEntries(groups.map(({locality, weight, emptied}) => [locality, emptied ? undefined : weight]));

describe('byLocality', () => {
  test('leaves groups alone without outlier detection', () => {
    expect(priorities(byLocality(PLACES, client, {enabled: true}, false))).toEqual({
      'asia/a/': 0,
      'eu/a/1': 0,
      'eu/a/2': 0,
      'eu/b/': 0,
      'us/a/': 0,
    });
  });

  test('takes places nearby first', () => {
    expect(priorities(byLocality(PLACES, client, {enabled: true}, true))).toEqual({
      'eu/a/1': 0,
      'eu/a/2': 1,
      'eu/b/': 2,
      'us/a/': 3,
      'asia/a/': 3,
    });
  });

  test('takes the region to fail over to before others', () => {
    const settings = {failover: [{from: 'eu', to: 'us'}]};
    expect(priorities(byLocality(PLACES, client, settings, true))).toEqual({
      'eu/a/1': 0,
      'eu/a/2': 1,
      'eu/b/': 2,
      'us/a/': 3,
      'asia/a/': 4,
    });
  });

  test('counts priorities without gaps', () => {
    const far = PLACES.filter(({locality}) => ['eu/a/1', 'us/a/'].includes(locality));
    expect(priorities(byLocality(far, client, {}, true))).toEqual({'eu/a/1': 0, 'us/a/': 1});
  });

  test('shares by weight, and leaves places that get nothing empty', () => {
    const settings: LocalitySettings = {
      distribute: [
        {from: 'us/*', to: {'us/*': 100}},
        {from: 'eu/a/*', to: {'eu/a/*': 80, 'us/a': 20}},
      ],
    };
    expect(weights(byLocality(PLACES, client, settings, false))).toEqual({
      'eu/a/1': 40,
      'eu/a/2': 40,
      'us/a/': 20,
      'eu/b/': undefined,
      'asia/a/': undefined,
    });
  });

  test('splits groups by the labels that endpoints have in common with the client', () => {
    const groups = groupsOf([
      member('eu/a/1', {app: 'x', version: 'v2'}),
      member('eu/a/1', {app: 'x', version: 'v1'}),
      member('us/a/', {app: 'y', version: 'v1'}),
    ]);
    const found = byLocality(groups, client, {failoverPriority: ['app', 'version']}, true);
    expect(
      found.map(({locality, priority, members}) => [locality, priority, members[0]?.endpoint.labels['version']]),
    ).toEqual([
      ['eu/a/1', 0, 'v1'],
      ['eu/a/1', 1, 'v2'],
      ['us/a/', 2, 'v1'],
    ]);
  });

  test('compares with the value that the setting gives', () => {
    const groups = groupsOf([member('eu/a/1', {version: 'v1'}), member('eu/a/1', {version: 'v9'})]);
    const found = byLocality(groups, client, {failoverPriority: ['version=v9']}, true);
    expect(found.map(({priority, members}) => [priority, members[0]?.endpoint.labels['version']])).toEqual([
      [0, 'v9'],
      [1, 'v1'],
    ]);
  });
});
