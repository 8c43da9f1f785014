// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {mapsIn} from '../../src/install/apply/field.js';
import {builtInPackage} from '../../src/io/manifests.js';
import {getIn, isTree, type Tree, treeIn} from '../../src/manifest/input/tree.js';
import {tagObjects} from '../../src/revision/tag-objects.js';
import {canonicalWebhookOf, completedValidator, deactivated} from '../../src/revision/tag-webhook.js';
import {RELEASE} from '../../src/version/client-version.js';
import {parseYamlDocuments} from '../../src/yaml/parse.js';
import {render} from '../install/render.js';

/** What `tag generate` of the Go istioctl prints. */
const RECORDED = '../shared/goldens/install/tag';
const charts = {openPackage: () => builtInPackage(), release: RELEASE};

async function canonicalWebhook(set: string[] = []) {
  const {objects} = await render(set);
  const injector = objects.find(({kind}) => kind === 'MutatingWebhookConfiguration');
  const canonical = injector && canonicalWebhookOf(injector.value());
  if (canonical === undefined) throw new Error('the default profile has no injection webhook');
  return canonical;
}

function request(tag: string, injectByDefault = false) {
  return {
    tag,
    namespace: 'istio-system',
    injectByDefault,
    labels: {custom: {}, userManaged: true},
    liveValidator: undefined,
  };
}

describe.skipIf(!existsSync(RECORDED))(
  `the objects of a tag${existsSync(RECORDED) ? '' : ` (needs ${RECORDED})`}`,
  () => {
    test.each<[string, string, boolean]>([
      ['generate-prod2', 'prod2', false],
      ['generate-default', 'default', false],
      ['generate-default-autoinject', 'default', true],
    ])('%s', async (golden, tag, injectByDefault) => {
      const objects = await tagObjects(await canonicalWebhook(), request(tag, injectByDefault), charts);
      const recorded = parseYamlDocuments(readFileSync(`${RECORDED}/${golden}.yaml`, 'utf8')).filter(isTree);
      expect(objects.map(comparable)).toEqual(recorded.map(comparable));
    });
  },
);

/** The reference encodes Go structs: it prints a status, and 0 for target ports that are left out. */
function comparable(recorded: Tree): Tree {
  const {status: _, ...object} = recorded;
  const ports = getIn(object, ['spec', 'ports']);
  const withoutZeros = (port: Tree): Tree =>
    Object.fromEntries(Object.entries(port).filter(([key, value]) => key !== 'targetPort' || value !== 0));
  return Array.isArray(ports)
    ? {...object, spec: {...treeIn(object, ['spec']), ports: ports.map(withoutZeros)}}
    : object;
}

test('a tag reaches istiod as the webhook of its revision does', async () => {
  const canonical = {...(await canonicalWebhook(['revision=canary'])), caBundle: 'Q0E='};
  const [injector] = await tagObjects(canonical, request('prod'), charts);
  const clients = mapsIn(injector, ['webhooks']).map((webhook) => webhook['clientConfig']);
  expect(clients).toHaveLength(2);
  for (const client of clients) {
    expect(client).toEqual({
      caBundle: 'Q0E=',
      service: {name: 'istiod-canary', namespace: 'istio-system', path: '/inject', port: 443},
    });
  }
  expect(getIn(injector, ['metadata', 'labels', 'istio.io/rev'])).toBe('canary');
  expect(getIn(injector, ['metadata', 'labels', 'istio.io/tag'])).toBe('prod');
});

test('a validator that istiod has made strict stays so', async () => {
  const canonical = await canonicalWebhook();
  const rendered = {metadata: {}, webhooks: [{name: 'a', failurePolicy: 'Ignore', clientConfig: {}}]};
  const policyBeside = (failurePolicy: string) => {
    const live = {webhooks: [{name: 'a', failurePolicy}]};
    return getIn(completedValidator(rendered, canonical, live, {custom: {}, userManaged: false}), [
      'webhooks',
      0,
      'failurePolicy',
    ]);
  };
  expect([policyBeside('Fail'), policyBeside('Ignore')]).toEqual([undefined, 'Ignore']);
});

test('webhooks taken out of service match nothing, and doing it twice changes nothing', () => {
  const once = deactivated({webhooks: [{name: 'a', namespaceSelector: {}}]});
  expect(getIn(once, ['webhooks', 0, 'objectSelector'])).toEqual({
    matchLabels: {'istio.io/deactivated': 'never-match'},
  });
  expect(deactivated(once)).toEqual(once);
});
