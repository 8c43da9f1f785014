// SPDX-License-Identifier: Apache-2.0

/** What kubelets, schedulers and API servers say, and what there is to do about it. */
const KNOWN: [cause: RegExp, hint: string][] = [
  [
    /ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull/,
    'the image cannot be had from its registry; `istioctl images list` prints all images, --set hub=HUB takes them from another registry',
  ],
  [/exceeded quota|failed quota/, 'a ResourceQuota of the namespace is used up: raise it, or ask for less with --set'],
  [
    /violates PodSecurity/,
    'Pod Security of the namespace forbids it; istio-cni and ztunnel need the label pod-security.kubernetes.io/enforce=privileged on theirs',
  ],
  [
    /failed calling webhook|failed to call webhook|denied the request/,
    'an admission webhook stands in the way: see that its Service runs, or remove its configuration if it is a leftover',
  ],
  [/Insufficient (cpu|memory)/, 'no node has so much room: add nodes, or ask for less in components.*.k8s.resources'],
  [/untolerated taint/, 'nodes are tainted: give the component tolerations in components.*.k8s.tolerations'],
  [
    /didn't match Pod's node affinity\/selector/,
    'no node has the labels that the pod asks for (nodeSelector, affinity)',
  ],
  [/didn't have free ports/, 'another pod of the node has the same host port'],
  [
    /hostPath type check failed|cni\/net\.d|cni\/bin|no such file or directory.*cni/,
    'CNI lives elsewhere on these nodes: set values.cni.cniBinDir and values.cni.cniConfDir, or values.global.platform',
  ],
  [/no PriorityClass with name/, 'the priority class is not in the cluster, or only for kube-system'],
  [/serviceaccount .* not found/i, 'the service account is missing: was it removed, or not applied?'],
  [
    /CreateContainerConfigError|secret .* not found|configmap .* not found/i,
    'a Secret or ConfigMap it needs is missing',
  ],
  [/CrashLoopBackOff|OOMKilled/, 'its log says more: kubectl logs --previous'],
];

/** Hints for the causes that texts name, each once. */
export function hintsFor(texts: readonly string[]): string[] {
  return KNOWN.filter(([cause]) => texts.some((text) => cause.test(text))).map(([, hint]) => hint);
}
