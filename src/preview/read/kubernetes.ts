// SPDX-License-Identifier: Apache-2.0

/** Of Kubernetes' kinds what the control plane reads, as they are written. */
export interface ServiceFields {
  spec?: {
    type?: string;
    clusterIP?: string;
    clusterIPs?: string[];
    externalName?: string;
    externalIPs?: string[];
    internalTrafficPolicy?: string;
    trafficDistribution?: string;
    publishNotReadyAddresses?: boolean;
    selector?: Record<string, string>;
    ports?: ServicePortFields[];
  };
  status?: {loadBalancer?: {ingress?: {ip?: string; hostname?: string}[]}};
}

export interface ServicePortFields {
  name?: string;
  port?: number;
  targetPort?: number | string;
  nodePort?: number;
  protocol?: string;
  appProtocol?: string;
}

export interface PodFields {
  metadata?: {
    generateName?: string;
    deletionTimestamp?: string;
    ownerReferences?: {kind?: string; name?: string; controller?: boolean; apiVersion?: string}[];
  };
  spec?: {
    serviceAccountName?: string;
    nodeName?: string;
    hostname?: string;
    subdomain?: string;
    containers?: ContainerFields[];
    initContainers?: (ContainerFields & {restartPolicy?: string})[];
  };
  status?: {
    phase?: string;
    podIP?: string;
    podIPs?: {ip?: string}[];
    conditions?: {type?: string; status?: string}[];
  };
}

export interface ContainerFields {
  name?: string;
  args?: string[];
  ports?: {name?: string; containerPort?: number; protocol?: string}[];
}

export interface EndpointSliceFields {
  addressType?: string;
  ports?: {name?: string; port?: number; protocol?: string}[];
  endpoints?: EndpointFields[];
}

export interface EndpointFields {
  addresses?: string[];
  conditions?: {ready?: boolean; serving?: boolean; terminating?: boolean};
  targetRef?: {kind?: string; name?: string; namespace?: string};
}

export interface ConfigMapFields {
  data?: Record<string, string>;
}
