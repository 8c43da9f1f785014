// SPDX-License-Identifier: Apache-2.0

import type {KnownHosts} from '../../index/hosts/known-host.js';
import {knownHosts} from '../../index/hosts/known-hosts.js';
import {hasLabels} from '../../index/labels.js';
import type {Analyze} from '../../model/analyzer.js';
import type {Labels} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Rules for hosts that nobody knows, and subsets without a pod (§3.8). */
export const subsetPods: Analyze = function* (resources) {
  const hosts = knownHosts(resources);
  let labels: Labels[] | undefined;
  const podLabels = () => {
    labels ??= resources.all('Pod').map((pod) => ({...pod.labels, ...topology(pod, resources)}));
    return labels;
  };
  for (const rule of resources.all('DestinationRule')) yield* ruleProblems(rule, hosts, podLabels);
};

function* ruleProblems(
  rule: Resource<'DestinationRule'>,
  hosts: KnownHosts,
  podLabels: () => readonly Labels[],
): Generator<Message> {
  const {host = '', exportTo, subsets = []} = rule.spec;
  const known = hosts.find(rule.namespace, exportTo, host);
  if (!known) {
    yield message('IST0174', rule, [host]);
    return;
  }
  const byName = new Map(subsets.map(({name = '', labels}) => [name, labels]));
  for (const [name, labels] of byName) {
    const wanted = {...known.selector, ...labels};
    if (!podLabels().some((own) => hasLabels(own, wanted))) yield message('IST0173', rule, [name]);
  }
}

const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUBZONE = 'topology.istio.io/subzone';

/** What istiod adds to the labels of a pod from its node; a zone counts only within a region. */
function topology({spec: {nodeName}}: Resource<'Pod'>, resources: Resources): Labels {
  const node = nodeName ? resources.find('Node', '', nodeName) : undefined;
  if (!node || !nodeName) return {};
  const labels: Record<string, string> = {'kubernetes.io/hostname': nodeName};
  for (const label of [REGION, ZONE, SUBZONE]) {
    const value = node.labels[label];
    if (!value) break;
    labels[label] = value;
  }
  return labels;
}
