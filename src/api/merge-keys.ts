// SPDX-License-Identifier: Apache-2.0

/** How a strategic merge patch treats one field of a Kubernetes type. What has no entry merges as JSON does. */
export interface MergeField {
  /** The list merges element by element, by this field of its elements; without it a list of scalars merges as a set. */
  readonly key?: string;
  /** The list merges, in place of being replaced. */
  readonly list?: true;
  /** The patch replaces the whole field though it is a map. */
  readonly replace?: true;
  /** The type of the field or of its elements. */
  readonly type?: string;
}

export type MergeType = Readonly<Record<string, MergeField>>;

const metadata: MergeField = {type: 'ObjectMeta'};
const template: MergeField = {type: 'PodTemplateSpec'};

const container: MergeType = {
  ports: {list: true, key: 'containerPort'},
  env: {list: true, key: 'name'},
  volumeMounts: {list: true, key: 'mountPath'},
  volumeDevices: {list: true, key: 'devicePath'},
};

/** `patchStrategy` and `patchMergeKey` of k8s.io/api, for the types that are patched here. */
const TYPES: Readonly<Record<string, MergeType>> = {
  ObjectMeta: {ownerReferences: {list: true, key: 'uid'}, finalizers: {list: true}},

  Pod: {metadata, spec: {type: 'PodSpec'}},
  PodTemplateSpec: {metadata, spec: {type: 'PodSpec'}},
  PodSpec: {
    volumes: {list: true, key: 'name'},
    initContainers: {list: true, key: 'name', type: 'Container'},
    containers: {list: true, key: 'name', type: 'Container'},
    ephemeralContainers: {list: true, key: 'name', type: 'Container'},
    imagePullSecrets: {list: true, key: 'name'},
    hostAliases: {list: true, key: 'ip'},
    topologySpreadConstraints: {list: true, key: 'topologyKey'},
    schedulingGates: {list: true, key: 'name'},
    resourceClaims: {list: true, key: 'name'},
  },
  Container: container,

  Deployment: {metadata, spec: {type: 'WorkloadSpec'}},
  DaemonSet: {metadata, spec: {type: 'WorkloadSpec'}},
  ReplicaSet: {metadata, spec: {type: 'WorkloadSpec'}},
  StatefulSet: {metadata, spec: {type: 'WorkloadSpec'}},
  ReplicationController: {metadata, spec: {type: 'WorkloadSpec'}},
  Job: {metadata, spec: {type: 'WorkloadSpec'}},
  CronJob: {metadata, spec: {type: 'CronJobSpec'}},
  WorkloadSpec: {template},
  CronJobSpec: {jobTemplate: {type: 'JobTemplateSpec'}},
  JobTemplateSpec: {metadata, spec: {type: 'WorkloadSpec'}},

  Service: {metadata, spec: {type: 'ServiceSpec'}},
  ServiceSpec: {ports: {list: true, key: 'port'}},
  ServiceAccount: {metadata, secrets: {list: true, key: 'name'}},
  PodDisruptionBudget: {metadata, spec: {type: 'PodDisruptionBudgetSpec'}},
  PodDisruptionBudgetSpec: {selector: {replace: true}},

  MutatingWebhookConfiguration: {metadata, webhooks: {list: true, key: 'name', type: 'Webhook'}},
  ValidatingWebhookConfiguration: {metadata, webhooks: {list: true, key: 'name', type: 'Webhook'}},
  Webhook: {matchConditions: {list: true, key: 'name'}},
  ValidatingAdmissionPolicy: {metadata, spec: {type: 'ValidatingAdmissionPolicySpec'}},
  ValidatingAdmissionPolicySpec: {
    matchConditions: {list: true, key: 'name'},
    variables: {list: true, key: 'name'},
  },
};

/** How the fields of a type or kind merge; a name that is not known is taken for a plain object. */
export function mergeType(name: string | undefined): MergeType {
  return name === undefined || !Object.hasOwn(TYPES, name) ? {} : (TYPES[name] ?? {});
}

/** The same for the objects of a kind: those without an entry of their own still have metadata. */
export function mergeTypeOfKind(kind: string): MergeType {
  return Object.hasOwn(TYPES, kind) ? mergeType(kind) : {metadata};
}
