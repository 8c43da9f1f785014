// SPDX-License-Identifier: Apache-2.0
import {type Tree, textIn} from '../../manifest/input/tree.js';
import type {Pod} from './container.js';

/** The variable that decides for istiod, and for this program, whether proxies are native sidecars. */
export const ENABLE_NATIVE_SIDECARS = 'ENABLE_NATIVE_SIDECARS';

/** Kubernetes made native sidecars stable in this minor release of version 1. */
const STABLE = 33;

export interface NativeSidecarFacts {
  /** `true`, `false` or `auto`, as {@link ENABLE_NATIVE_SIDECARS} has it; every other text is `false`, as for istiod. */
  setting: string | undefined;
  /** The Nodes of the cluster, undefined where none is asked. */
  nodes: readonly Tree[] | undefined;
}

/**
 * Returns the rule by which proxies are native sidecars where a pod has no annotation: the setting, or else the kubelet
 * of the pod's node, or of all nodes where the pod is bound to none, as istiod's webhook decides
 * (https://istio.io/latest/news/releases/1.27.x/announcing-1.27/upgrade-notes/). Without a cluster they are not.
 */
export function nativeSidecarRule({setting = 'auto', nodes}: NativeSidecarFacts): (pod: Pod) => boolean {
  if (setting !== 'auto') return () => setting === 'true';
  if (nodes === undefined) return () => false;
  const everywhere = nodes.every(isCapable);
  return (pod) => {
    const name = textIn(pod.spec, ['nodeName']);
    const own = nodes.find((node) => textIn(node, ['metadata', 'name']) === name);
    return own === undefined ? everywhere : isCapable(own);
  };
}

function isCapable(node: Tree): boolean {
  const version = textIn(node, ['status', 'nodeInfo', 'kubeletVersion']) ?? '';
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 1 || (major === '1' && Number(minor) >= STABLE);
}
