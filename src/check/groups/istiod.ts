// SPDX-License-Identifier: Apache-2.0
import {countIn, mapsIn} from '../../install/apply/field.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {textIn} from '../../manifest/input/tree.js';
import {REVISION} from '../../revision/labels.js';
import {check, failed, following, type Outcome, ok, someOf, warning} from '../check.js';
import {type IstiodAnswer, keyOf, wantedReplicas} from '../facts.js';
import {imageVersion, minorsApart} from './image-version.js';

export const ISTIOD = [
  check({
    id: 'C020',
    group: 'istiod',
    title: 'istiod of every revision is ready',
    when: 'after',
    doc: `Without a ready istiod new pods get no sidecar, running proxies get no changes, and certificates are not renewed:
after a day or so workloads refuse each other. The reason beside it is what Kubernetes says of the newest pod.`,
    needs: ['deployments', 'troubles'],
    run({deployments, troubles}) {
      if (deployments.length === 0) return [failed('no istiod is installed', '`istioctl install` installs one')];
      return deployments.map((deployment) => {
        const [ready, wanted] = [countIn(deployment, ['status', 'readyReplicas']), wantedReplicas(deployment)];
        const text = `istiod of revision ${revisionOf(deployment)}: ${ready}/${wanted} ready, ${imageVersion(deployment) ?? 'version unknown'}`;
        if (ready >= wanted && wanted > 0) return ok(text);
        const trouble = troubles.get(keyOf(deployment));
        const scaled = wanted === 0 ? [`Deployment ${keyOf(deployment)} is scaled to 0`] : [];
        const details = trouble === undefined ? scaled : [trouble.reason, ...trouble.events];
        const outcome = ready === 0 ? failed(text, ...details) : warning(text, ...details);
        return {...outcome, about: revisionOf(deployment)};
      });
    },
  }),
  check({
    id: 'C021',
    group: 'istiod',
    title: 'istiod and this program are of near versions',
    when: 'after',
    doc: `This program knows the release it came with. Against an istiod that is more than one minor release away its
outputs may be incomplete, and an install would skip a release, which nobody tests.`,
    needs: ['deployments'],
    run: ({deployments, settings}) =>
      deployments.flatMap((deployment) => {
        const version = imageVersion(deployment);
        if (version === undefined) return [];
        const text = `istiod of revision ${revisionOf(deployment)} is ${version}, this program ${settings.version}`;
        return minorsApart(version, settings.version) > 1 ? [warning(text)] : [ok(text)];
      }),
  }),
  check({
    id: 'C022',
    group: 'istiod',
    title: 'istiod has enough memory',
    when: 'after',
    doc: `An istiod that was ended for its memory limit starts anew, sends everything to every proxy again, and meets the limit
again. Raise values.pilot.resources.limits.memory, or send proxies less with Sidecar resources.`,
    needs: ['istiodPods'],
    run({istiodPods}) {
      const killed = istiodPods.filter(wasOutOfMemory).map(keyOf);
      if (killed.length > 0) return [failed(`istiod ran out of memory: ${someOf(killed)}`)];
      return istiodPods.length === 0 ? [] : [ok('no istiod ran out of memory')];
    },
  }),
  check({
    id: 'C023',
    group: 'istiod',
    title: 'istiod answers',
    when: 'after',
    doc: `Every istiod is asked, through the API server, for its version and whether its XDS port takes connections. When that
fails although it is ready, a NetworkPolicy or a broken tunnel to the node stands in the way.`,
    needs: ['istiods'],
    run: ({istiods}) =>
      istiods.map((istiod) => {
        const {id, revision, version} = istiod;
        const outcome = {...answerOf(istiod), about: id};
        // One that is ready and does not answer has another reason than one that is not ready.
        return version === undefined ? following(outcome, 'C020', revision) : outcome;
      }),
  }),
];

function answerOf({id, version, xds}: IstiodAnswer): Outcome {
  if (version instanceof Error) return failed(`istiod ${id} does not answer`, version.message);
  if (version === undefined) return warning(`istiod ${id} is not ready to be asked`);
  if (xds !== undefined) return failed(`the XDS port of istiod ${id} does not answer`, xds.message);
  return ok(`istiod ${id} answers`);
}

export function revisionOf({metadata}: KubeObject): string {
  return metadata.labels?.[REVISION] ?? 'default';
}

function wasOutOfMemory(pod: KubeObject): boolean {
  return mapsIn(pod, ['status', 'containerStatuses']).some((status) =>
    ['state', 'lastState'].some((state) => textIn(status, [state, 'terminated', 'reason']) === 'OOMKilled'),
  );
}
