// SPDX-License-Identifier: Apache-2.0

/** Shapes of the messages in api/messages/kubernetes.ts. */

export type Labels = Readonly<Record<string, string>>;

export interface ObjectStatus {
  conditions?: Condition[];
  parents?: {conditions?: Condition[]}[];
  addresses?: {value?: string; host?: string}[];
}

export interface Condition {
  type?: string;
  status?: string;
  reason?: string;
  message?: string;
}

export interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  selector?: Labels;
  ports?: ServicePort[];
}

export interface ServicePort {
  name?: string;
  protocol?: string;
  appProtocol?: string;
  port?: number;
  targetPort?: number | string;
  nodePort?: number;
}

export interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  hostNetwork?: boolean;
  nodeName?: string;
  serviceAccountName?: string;
  securityContext?: {runAsUser?: number};
}

export interface Container {
  name?: string;
  image?: string;
  env?: {name?: string; value?: string}[];
  ports?: {name?: string; containerPort?: number}[];
  securityContext?: {runAsUser?: number};
}

export interface PodTemplate {
  metadata?: {labels?: Labels; annotations?: Labels};
  spec?: PodSpec;
}

export interface LabelSelector {
  matchLabels?: Labels;
  matchExpressions?: {key?: string; operator?: string; values?: string[]}[];
}

export interface NetworkPolicySpec {
  podSelector?: LabelSelector;
  policyTypes?: string[];
  ingress?: NetworkPolicyRule[];
}

/** Without ports any port, without peers anyone. */
export interface NetworkPolicyRule {
  ports?: {protocol?: string; port?: number | string; endPort?: number}[];
  from?: {podSelector?: LabelSelector; namespaceSelector?: LabelSelector; ipBlock?: {cidr?: string}}[];
}

export interface WebhookConfiguration {
  webhooks?: Webhook[];
}

export interface Webhook {
  name?: string;
  clientConfig?: {url?: string; service?: {namespace?: string; name?: string}};
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
}
