// SPDX-License-Identifier: Apache-2.0
// The conversion against the test data of istiod's own: the same objects come out.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {goModule} from '../../../scripts/go-module.js';
import {convertGatewayApi} from '../../../src/preview/gateway-api/convert.js';
import type {Mesh} from '../../../src/preview/model/mesh.js';
import type {MeshObject} from '../../../src/preview/model/object.js';
import {readDocuments} from '../../../src/preview/read/documents.js';
import {meshOf} from '../../../src/preview/read/mesh.js';

/** The release branch of 1.30. */
const MODULE = 'istio.io/istio@v0.0.0-20260826214018-9739e10eb9d7';

/** Folder of the conversion in the module; undefined where there is no Go to get it with. */
function conversionFolder(): string | undefined {
  try {
    return join(goModule(MODULE), 'pilot/pkg/config/kube/gateway');
  } catch {
    return undefined;
  }
}

const FOLDER = conversionFolder();
const DATA = join(FOLDER ?? '', 'testdata');
const DOMAIN = 'domain.suffix';

/** Files about what is not simulated. */
const OTHER = /inference|backend-(lb|tls|traffic)|mix-backend|^tcp|reference-policy-tcp|benchmark|mcs|ambient/;

/**
 * Objects of what is not simulated: inference pools, TCP, which is switched on for the reference's tests alone, and
 * Secrets that do not exist or hold no certificate.
 */
const LEFT_OUT =
  /infpool|"tcp":|"protocol":"TCP"|invalid-cert-(malformed|notfound)|nonexistent|parent-cert|invalid-multiple-cert|mixed-cert/;

/** Services that the reference's tests know besides those in the files. */
const HOSTNAMES = [
  ...(FOLDER ? readFileSync(join(FOLDER, 'conversion_test.go'), 'utf8') : '').matchAll(/Hostname: +"([^"]+)"/g),
].map(([, hostname = '']) => hostname);

function serviceNamed(hostname: string) {
  const [name, namespace] = hostname.split('.');
  return {hostname, name, namespace, registry: 'Kubernetes', labels: {}};
}

function meshFrom(file: string): Mesh {
  const {objects} = readDocuments([{name: file, text: readFileSync(join(DATA, file), 'utf8')}]);
  const mesh = meshOf(objects, {});
  const all = [...mesh.gatewayApi.values()].flat();
  const namespaces = new Map(
    all.map(({namespace}) => [namespace, {'istio.io/test-name-part': namespace.split('-')[0] ?? ''}]),
  );
  const gatewayApi = new Map(
    [...mesh.gatewayApi].map(([kind, list]) => [kind, list.map((object) => ({...object, age: 0}))]),
  );
  const services = [...mesh.services, ...HOSTNAMES.map(serviceNamed)] as unknown as Mesh['services'];
  return {...mesh, gatewayApi, namespaces, services, settings: {...mesh.settings, domain: DOMAIN}};
}

interface Plain {
  kind: string;
  metadata: {name: string; namespace: string; annotations: Record<string, string>};
  spec: unknown;
}

/** Zero values, which the reference's files leave out. */
const ZERO: ReadonlySet<string> = new Set(['mode=PASSTHROUGH', 'host=', 'match=', 'route=', 'attempts=0']);

/** Durations as protobuf prints them. */
const DURATIONS: ReadonlyMap<unknown, string> = new Map([
  ['1ms', '0.001s'],
  ['3ms', '0.003s'],
]);

const plain = ({kind, name, namespace, annotations, spec}: MeshObject): Plain => ({
  kind,
  metadata: {name, namespace, annotations: {...annotations}},
  spec: JSON.parse(
    JSON.stringify(spec, (field, value) =>
      ZERO.has(`${field}=${value}`) ? undefined : (DURATIONS.get(value) ?? value),
    ),
  ),
});

function goldenObjects(file: string): Plain[] {
  const {objects} = readDocuments([{name: file, text: readFileSync(join(DATA, `${file}.golden`), 'utf8')}]);
  const mesh = meshOf(objects, {});
  return byName([...mesh.gateways, ...mesh.virtualServices].map(plain));
}

const key = ({kind, metadata}: Plain) => `${kind}/${metadata.namespace}/${metadata.name}`;
const byName = (objects: Plain[]) =>
  objects.filter((object) => !LEFT_OUT.test(JSON.stringify(object))).sort((a, b) => (key(a) < key(b) ? -1 : 1));

const files = (FOLDER ? readdirSync(DATA) : []).filter((name) => name.endsWith('.yaml') && !OTHER.test(name));

describe.skipIf(FOLDER === undefined)('Gateway API', () => {
  test.each(files)('%s', (file) => {
    const {gateways, virtualServices} = convertGatewayApi(meshFrom(file), () => {});
    expect(byName([...gateways, ...virtualServices].map(plain))).toEqual(goldenObjects(file));
  });
});
