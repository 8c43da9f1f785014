// SPDX-License-Identifier: Apache-2.0

import type {Package} from './notation.js';

/** Of Kubernetes' types what analyzers look at, under the names of the Go structs, which errors show. */
export const kubernetes: Package = {
  name: '',
  messages: {
    ObjectMeta:
      'name:string generateName:string namespace:string resourceVersion:string generation:int64 ' +
      'creationTimestamp:timestamp labels:{string} annotations:{string}',
    ServiceSpec: 'type:string clusterIP:string selector:{string} ports:[ServicePort]',
    ServicePort: 'name:string protocol:string appProtocol:string port:int32 targetPort:intOrString nodePort:int32',
    PodSpec:
      'containers:[Container] initContainers:[Container] hostNetwork:bool nodeName:string ' +
      'serviceAccountName:string securityContext:PodSecurityContext',
    Container: 'name:string image:string env:[EnvVar] ports:[ContainerPort] securityContext:SecurityContext',
    ContainerPort: 'name:string containerPort:int32',
    EnvVar: 'name:string value:string',
    PodSecurityContext: 'runAsUser:int64?',
    SecurityContext: 'runAsUser:int64?',
    DeploymentSpec: 'replicas:int32? selector:LabelSelector template:PodTemplateSpec',
    PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
    LabelSelector: 'matchLabels:{string} matchExpressions:[LabelSelectorRequirement]',
    LabelSelectorRequirement: 'key:string operator:string values:[string]',
    ConfigMap: 'data:{string}',
    Secret: 'type:string data:{bytes} stringData:{string}',
    NamespaceSpec: '',
    NodeSpec: '',
    WebhookConfiguration: 'webhooks:[Webhook]',
    Webhook:
      'name:string clientConfig:WebhookClientConfig namespaceSelector:LabelSelector objectSelector:LabelSelector',
    WebhookClientConfig: 'url:string? service:ServiceReference',
    ServiceReference: 'namespace:string name:string path:string port:int32',
    CustomResourceDefinitionSpec: 'group:string names:CustomResourceDefinitionNames',
    CustomResourceDefinitionNames: 'kind:string plural:string',
    ServiceAccount: '',
    NetworkPolicySpec: 'podSelector:LabelSelector policyTypes:[string] ingress:[NetworkPolicyIngressRule]?',
    NetworkPolicyIngressRule: 'ports:[NetworkPolicyPort] from:[NetworkPolicyPeer]',
    NetworkPolicyPort: 'protocol:string port:intOrString endPort:int32',
    NetworkPolicyPeer: 'podSelector:LabelSelector? namespaceSelector:LabelSelector? ipBlock:IPBlock?',
    IPBlock: 'cidr:string except:[string]',
    GatewayClassSpec: 'controllerName:string',
    GatewaySpec: 'gatewayClassName:string listeners:[Listener] tls:GatewayTLSConfig allowedListeners:AllowedListeners',
    AllowedListeners: 'namespaces:RouteNamespaces',
    GatewayTLSConfig: 'frontend:FrontendTLSConfig',
    FrontendTLSConfig: 'default:TLSConfig perPort:[TLSPortConfig]',
    TLSPortConfig: 'port:int32 tls:TLSConfig',
    TLSConfig: 'validation:FrontendTLSValidation',
    FrontendTLSValidation: 'caCertificateRefs:[SecretObjectReference]',
    Listener:
      'name:string hostname:string port:int32 protocol:string tls:ListenerTLSConfig? allowedRoutes:AllowedRoutes',
    ListenerTLSConfig: 'mode:string certificateRefs:[SecretObjectReference] options:{string}',
    SecretObjectReference: 'group:string? kind:string? name:string namespace:string?',
    AllowedRoutes: 'namespaces:RouteNamespaces kinds:[RouteGroupKind]',
    RouteGroupKind: 'group:string? kind:string',
    RouteNamespaces: 'from:string? selector:LabelSelector?',
    RouteSpec: 'parentRefs:[ParentReference] hostnames:[string] rules:[RouteRule]',
    ParentReference: 'group:string? kind:string? namespace:string? name:string sectionName:string? port:int32?',
    RouteRule: 'filters:[RouteFilter] backendRefs:[BackendRef]',
    RouteFilter: 'type:string requestMirror:RequestMirrorFilter',
    RequestMirrorFilter: 'backendRef:BackendRef',
    BackendRef: 'group:string? kind:string? name:string namespace:string? port:int32? weight:int32?',
    ReferenceGrantSpec: 'from:[ReferenceGrantFrom] to:[ReferenceGrantTo]',
    ReferenceGrantFrom: 'group:string kind:string namespace:string',
    ReferenceGrantTo: 'group:string kind:string name:string?',
    Status: 'conditions:[Condition] parents:[RouteParentStatus] addresses:[StatusAddress]',
    StatusAddress: 'value:string host:string',
    RouteParentStatus: 'conditions:[Condition]',
    Condition: 'type:string status:string reason:string message:string',
  },
  enums: {},
};
