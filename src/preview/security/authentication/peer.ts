// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../../api/istio-types.js';
import type {Context} from '../../model/context.js';
import type {Mesh} from '../../model/mesh.js';
import type {MeshObject} from '../../model/object.js';
import {oncePerContext} from '../../once.js';
import {selects} from '../selection.js';

type PeerAuthentication = MeshObject<IstioSpecs['PeerAuthentication']>;

export type MutualTls = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** Which connections a workload takes. */
export interface PeerModes {
  mode: MutualTls;
  /** By the workload's port. */
  ports: ReadonlyMap<number, MutualTls>;
}

/** What policies select workloads by. */
interface SelectedWorkload {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

const computed = oncePerContext(({mesh, proxy}): PeerModes => workloadModes(mesh, proxy));

/** Returns which connections some workload takes. */
export function workloadModes(mesh: Mesh, {namespace, labels}: SelectedWorkload): PeerModes {
  const root = mesh.settings.rootNamespace;
  const [ofMesh] = mesh.peerAuthentications.filter((policy) => policy.namespace === root && isNamespaceWide(policy));
  const own = mesh.peerAuthentications.filter(
    (policy) =>
      policy.namespace === namespace && policy.namespace !== root && selects(policy.spec.selector?.matchLabels, labels),
  );
  const ofNamespace = own.find(isNamespaceWide);
  const ofWorkload = own.find((policy) => !isNamespaceWide(policy));
  const mode = [ofWorkload, ofNamespace, ofMesh].map(modeOf).find(Boolean) ?? 'PERMISSIVE';
  const ports = Object.entries(ofWorkload?.spec.portLevelMtls ?? {});
  return {mode, ports: new Map(ports.map(([port, mtls]) => [Number(port), knownMode(mtls.mode) ?? mode]))};
}

/** Returns the mode of a namespace as far as its policies are for all workloads: their own are left out. */
export function namespaceMode(mesh: Mesh, namespace: string): MutualTls {
  const wide = (home: string) => mesh.peerAuthentications.find((one) => one.namespace === home && isNamespaceWide(one));
  return modeOf(wide(namespace)) ?? modeOf(wide(mesh.settings.rootNamespace)) ?? 'PERMISSIVE';
}

/**
 * Returns which connections a workload takes: the oldest policy that selects it, else of its namespace, else of the mesh
 * (https://istio.io/latest/docs/reference/config/security/peer_authentication/). A policy of the root namespace with a
 * selector has no effect.
 */
export function peerModes(context: Context): PeerModes {
  return computed(context, '');
}

/** Returns the mode of one port of a workload. */
export function peerMode(context: Context, port: number): MutualTls {
  const {mode, ports} = peerModes(context);
  return ports.get(port) ?? mode;
}

function isNamespaceWide({spec}: PeerAuthentication): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}

function modeOf(policy: PeerAuthentication | undefined): MutualTls | undefined {
  return knownMode(policy?.spec.mtls?.mode);
}

/** UNSET inherits. */
function knownMode(mode: string | undefined): MutualTls | undefined {
  return mode === 'DISABLE' || mode === 'PERMISSIVE' || mode === 'STRICT' ? mode : undefined;
}
