// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {kinds} from '../../src/analysis/model/kinds.js';
import {defaultMeshConfig} from '../../src/analysis/model/mesh-config.js';
import {indexResources} from '../../src/analysis/model/resources.js';
import {readFiles} from '../../src/analysis/sources/files.js';
import {auditAmbient, type NamespaceAudit} from '../../src/migrate/audit.js';

export const MESH = readFileSync('test/testdata/migrate/mesh.yaml', 'utf8');
const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';
const KINDS = new Set(kinds.map(({name}) => name));

/** An object of one of the kinds that matter; `more` stands beside its metadata. */
export function object(kind: string, name: string, spec: object, namespace = 'batch', metadata: object = {}): object {
  const groups: Record<string, string> = {
    EnvoyFilter: 'networking.istio.io/v1alpha3',
    WasmPlugin: 'extensions.istio.io/v1alpha1',
    HTTPRoute: 'gateway.networking.k8s.io/v1',
    Telemetry: 'telemetry.istio.io/v1',
    Service: 'v1',
    Deployment: 'apps/v1',
    MutatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  };
  const apiVersion = groups[kind] ?? (/Auth/.test(kind) ? SECURITY : NETWORKING);
  return {apiVersion, kind, metadata: {name, ...(namespace && {namespace}), ...metadata}, ...spec};
}

/** An object with that spec. */
export const spec = (kind: string, name: string, content: object, namespace?: string) =>
  object(kind, name, {spec: content}, namespace);

/** What is said of a namespace of the mesh of mesh.yaml, with more objects in it. */
export function audit(namespace: string, ...objects: object[]): NamespaceAudit {
  const text = [MESH, ...objects.map((each) => JSON.stringify(each))].join('\n---\n');
  const {resources, errors} = readFiles([{name: 'mesh.yaml', text}], {kinds: KINDS, defaultNamespace: 'default'});
  expect(errors).toEqual([]);
  const index = indexResources(resources, {
    provided: KINDS,
    whole: KINDS,
    now: new Date(),
    meshConfig: defaultMeshConfig,
    meshNetworks: {},
    istioNamespace: 'istio-system',
  });
  const [found] = auditAmbient(index, namespace, 'DIR');
  if (!found) throw new Error(`${namespace} is not in the mesh`);
  return found;
}
