// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {translateDocument} from '../../src/manifest/chart-values.js';
import {mergeRequest, readRequest} from '../../src/manifest/input/merge-input.js';
import {getIn} from '../../src/manifest/input/tree.js';
import {smallPackage} from './package.js';
import {render} from './render.js';

/** The value that charts get, ours and with --compat 1.30. */
function valueOf(path: string, set: string[]): unknown[] {
  return [false, true].map((compat) => {
    const input = mergeRequest(readRequest({files: [], set, compat}), smallPackage(), undefined);
    return getIn(translateDocument(input, {compat}), ['spec', 'values', ...path.split('.')]);
  });
}

describe('what the user says against what is derived from the rest of the document', () => {
  test.each([
    ['pilot.cni.enabled', ['values.pilot.cni.enabled=true'], [true, false]],
    ['pilot.cni.enabled', ['values.pilot.cni.enabled=false', 'components.cni.enabled=true'], [false, true]],
    ['pilot.cni.enabled', ['values.pilot.cni.provider=multus', 'components.cni.enabled=true'], [true, true]],
    ['pilot.cni.enabled', ['profile=ambient', 'values.pilot.cni.enabled=false'], [false, true]],
    ['pilot.enabled', ['values.pilot.enabled=true', 'components.pilot.enabled=false'], [true, false]],
    ['meshConfig.trustDomain', ['meshConfig.trustDomain=a', 'values.meshConfig.trustDomain=b'], ['b', 'a']],
    ['meshConfig.rootNamespace', ['meshConfig.trustDomain=a', 'values.meshConfig.rootNamespace=b'], ['b', 'b']],
    // The profile has such maps, which the Go istioctl does not share with the user's.
    ['global.hub', ['hub=a', 'values.global.hub=b'], ['b', 'b']],
    ['revision', ['revision=a', 'values.revision=b'], ['b', 'b']],
  ])('%s with %j is %j', (path, set, expected) => {
    expect(valueOf(path, set)).toEqual(expected);
  });
});

describe('a secret volume of a gateway', () => {
  const volume = 'values.gateways.istio-ingressgateway.secretVolumes';

  const mountsOf = async (set: string[], compat: boolean) => {
    const {objects} = await render({set, compat, only: 'IngressGateways'});
    const deployment = objects.find(({kind}) => kind === 'Deployment')?.value();
    const mounts = getIn(deployment, ['spec', 'template', 'spec', 'containers', 0, 'volumeMounts']);
    return Array.isArray(mounts) ? mounts.filter((mount: unknown) => getIn(mount, ['name']) === 'own') : [];
  };

  test.each([
    ['nowhere', [], [], [{name: 'own', mountPath: null, readOnly: true}]],
    ['at a path', [`${volume}[0].mountPath=/x`], ...same({name: 'own', mountPath: '/x', readOnly: true})],
    ['at an empty path', [`${volume}[0].mountPath=`], ...same({name: 'own', mountPath: '', readOnly: true})],
  ])('that is mounted %s', async (_, set, ours, reference) => {
    const all = [`${volume}[0].name=own`, `${volume}[0].secretName=s`, ...set];
    expect(await mountsOf(all, false)).toEqual(ours);
    expect(await mountsOf(all, true)).toEqual(reference);
  });
});

function same(mount: object): [object[], object[]] {
  return [[mount], [mount]];
}
