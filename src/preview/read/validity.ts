// SPDX-License-Identifier: Apache-2.0
import type {IstioKind} from '../../analysis/model/resource.js';
import {loadValidator} from '../../analysis/schema/index.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Mesh} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';

/** Where a mesh has the objects of each kind that admission looks at. */
const LISTS = {
  AuthorizationPolicy: 'authorizationPolicies',
  DestinationRule: 'destinationRules',
  EnvoyFilter: 'envoyFilters',
  Gateway: 'gateways',
  PeerAuthentication: 'peerAuthentications',
  ProxyConfig: 'proxyConfigs',
  RequestAuthentication: 'requestAuthentications',
  ServiceEntry: 'serviceEntries',
  Sidecar: 'sidecars',
  Telemetry: 'telemetries',
  VirtualService: 'virtualServices',
  WasmPlugin: 'wasmPlugins',
  WorkloadEntry: 'workloadEntries',
} as const satisfies Partial<Record<IstioKind, keyof Mesh>>;

/**
 * Checks the objects as istiod's admission does: what it would refuse never gets into a mesh. Invalid settings of the mesh
 * istiod ignores as a whole; what it had before is not in the input.
 *
 * @throws IstioctlError that names every invalid object
 */
export async function refuseInvalid(mesh: Mesh, compat: boolean): Promise<void> {
  const problems: string[] = await settingsProblems(mesh);
  for (const kind of kinds()) problems.push(...(await problemsOf(kind, mesh[LISTS[kind]], compat)));
  if (problems.length === 0) return;
  throw new IstioctlError(problems.join('\n'), {
    hint: 'Fix the input: istiod refuses invalid resources, `istioctl validate` explains them.',
    exitCode: ExitCode.UnreadableInput,
  });
}

async function settingsProblems({settings}: Mesh): Promise<string[]> {
  const {meshConfigProblems} = await import('../../analysis/schema/mesh/mesh-config.js');
  const found = meshConfigProblems(settings.config).filter(({level}) => level === 'Error');
  return found.length === 0 ? [] : [`MeshConfig is invalid: ${found.map(({text}) => text).join('; ')}`];
}

type CheckedKind = keyof typeof LISTS;

function kinds(): CheckedKind[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a constant
  return Object.keys(LISTS) as CheckedKind[];
}

async function problemsOf(kind: CheckedKind, objects: readonly MeshObject[], compat: boolean): Promise<string[]> {
  if (objects.length === 0) return [];
  const specs = objects.map(({spec}) => spec);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the list is of this kind, and rules look at its specs alone
  const validate = (await loadValidator(kind, specs as never)) as (
    config: object,
  ) => Iterable<{level: string; text: string}>;
  return objects.flatMap(({name, namespace, labels, annotations, spec, origin}) => {
    const found = [...validate({name, namespace, labels, annotations, spec, compat})].filter(
      ({level}) => level === 'Error',
    );
    if (found.length === 0) return [];
    const place = origin ? `${origin.file}:${origin.line}: ` : '';
    return [`${place}${kind} ${namespace}/${name} is invalid: ${found.map(({text}) => text).join('; ')}`];
  });
}
