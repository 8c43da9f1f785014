// SPDX-License-Identifier: Apache-2.0
import {selectedFor} from '../../describe/shaping/selected.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {kindAndName, namespaceOf, newestFirst, proxyRole} from '../facts/objects.js';
import {changeOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** Objects of a kind that are for the proxy that answered, whose text has some words; newer ones first. */
function written({facts, side, gateway, caller, callee}: Scene, kinds: readonly string[], words: RegExp): KubeObject[] {
  const pod = side === 'gateway' ? gateway : side === 'server' ? callee : caller;
  const objects = kinds
    .flatMap((kind) => facts.objects.all(kind))
    .filter((each) => words.test(JSON.stringify(each['spec'] ?? {})));
  if (!pod) return newestFirst(objects);
  const workload = {type: proxyRole(pod) ?? 'sidecar', namespace: namespaceOf(pod), labels: pod.metadata.labels ?? {}};
  return newestFirst(selectedFor(workload, objects, facts.mesh.rootNamespace).map(({object}) => object));
}

export const RATE_LIMITED: Cause = {
  id: 'rate-limited',
  title: 'a rate limit is reached',
  doc: `429 with RL: a local or global rate limit, which an EnvoyFilter configures. RLSE means that the rate limit service failed.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    if (!hasFlag(scene, 'RL', 'RLSE') && !/rate_limit/.test(entry.detail)) return undefined;
    const [object] = written(scene, ['EnvoyFilter'], /rate_?limit/i);
    if (!object) return not('no EnvoyFilter of the proxy has a rate limit');
    const failed = hasFlag(scene, 'RLSE');
    return holds(
      failed
        ? `the rate limit service of ${kindAndName(object)} failed`
        : `the rate limit of ${kindAndName(object)} is reached (${entry.code})`,
      [`${entry.place}: ${entry.flags.join(',')} ${entry.detail}`, `${kindAndName(object)} configures a rate limit`],
      failed
        ? 'make the rate limit service reachable'
        : `raise the limit in ${kindAndName(object)}, or send fewer requests`,
      [changeOf(object, 'spec.configPatches')],
    );
  },
};

export const EXTENSION_ANSWERED: Cause = {
  id: 'extension-answered',
  title: 'a Lua or Wasm extension answered or failed',
  doc: `EnvoyFilters with Lua and WasmPlugins can answer by themselves, and what fails in them ends requests.`,
  needs: ['objects'],
  judge(scene) {
    const {entry} = scene;
    const [words] = /lua[_a-z]*|wasm[_a-z]*/i.exec(entry.detail) ?? [];
    if (words === undefined) return undefined;
    const isLua = words.toLowerCase().startsWith('lua');
    const [object] = written(
      scene,
      isLua ? ['EnvoyFilter', 'TrafficExtension'] : ['WasmPlugin', 'EnvoyFilter', 'TrafficExtension'],
      isLua ? /lua/i : /wasm|oci:|url/i,
    );
    if (!object) return not(`no object of the proxy brings ${isLua ? 'Lua' : 'Wasm'}`);
    return holds(
      `${kindAndName(object)} (${isLua ? 'Lua' : 'Wasm'}) answered ${entry.code}: ${entry.detail}`,
      [`${entry.place}: ${entry.code} ${entry.detail}`],
      `correct ${kindAndName(object)}`,
      [changeOf(object, object.kind === 'EnvoyFilter' ? 'spec.configPatches' : 'spec')],
    );
  },
};
