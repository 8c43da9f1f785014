{{- /* The rules of istiod, by what they are for. */}}

{{- define "istiod.istioGroups" -}}
["config.istio.io", "security.istio.io", "networking.istio.io", "authentication.istio.io", "rbac.istio.io", "telemetry.istio.io", "extensions.istio.io"]
{{- end }}

{{- define "istiod.rules.webhooks" -}}
# istiod keeps the certificates of its webhooks current.
- apiGroups: ["admissionregistration.k8s.io"]
  resources: ["mutatingwebhookconfigurations"]
  verbs: ["get", "list", "watch", "update", "patch"]
- apiGroups: ["admissionregistration.k8s.io"]
  resources: ["validatingwebhookconfigurations"]
  verbs: ["get", "list", "watch", "update"]
{{- end }}

{{- define "istiod.rules.configuration" -}}
# The mesh's configuration; where istiod writes back, the status.
- apiGroups: {{ include "istiod.istioGroups" . }}
  resources: ["*"]
  verbs: ["get", "watch", "list"]
{{- if .Values.global.istiod.enableAnalysis }}
- apiGroups: {{ include "istiod.istioGroups" . }}
  resources:
    {{- range $plural := list
      "authorizationpolicies" "destinationrules" "envoyfilters" "gateways" "peerauthentications" "proxyconfigs"
      "requestauthentications" "serviceentries" "sidecars" "telemetries" "virtualservices" "wasmplugins"
      "workloadentries" "workloadgroups"
    }}
    - {{ $plural }}/status
    {{- end }}
  verbs: ["update", "patch"]
{{- end }}
# Machines outside of the cluster are registered by istiod.
- apiGroups: ["networking.istio.io"]
  resources: ["workloadentries"]
  verbs: ["get", "watch", "list", "update", "patch", "create", "delete"]
- apiGroups: ["networking.istio.io"]
  resources: ["workloadentries/status", "serviceentries/status"]
  verbs: ["get", "watch", "list", "update", "patch", "create", "delete"]
- apiGroups: ["security.istio.io"]
  resources: ["authorizationpolicies/status"]
  verbs: ["get", "watch", "list", "update", "patch", "create", "delete"]
- apiGroups: [""]
  resources: ["services/status"]
  verbs: ["get", "watch", "list", "update", "patch", "create", "delete"]
- apiGroups: ["apiextensions.k8s.io"]
  resources: ["customresourcedefinitions"]
  verbs: ["get", "list", "watch"]
{{- end }}

{{- define "istiod.rules.cluster" -}}
# Services and the workloads behind them.
- apiGroups: [""]
  resources: ["pods", "nodes", "services", "namespaces", "endpoints"]
  verbs: ["get", "list", "watch"]
- apiGroups: ["discovery.k8s.io"]
  resources: ["endpointslices"]
  verbs: ["get", "list", "watch"]
{{- if .Values.taint.enabled }}
# Nodes lose their taint once the CNI agent is ready.
- apiGroups: [""]
  resources: ["nodes"]
  verbs: ["patch"]
{{- end }}
{{- if .Values.global.istiod.enableAnalysis }}
- apiGroups: ["extensions", "networking.k8s.io"]
  resources: ["ingresses"]
  verbs: ["get", "list", "watch"]
- apiGroups: ["extensions", "networking.k8s.io"]
  resources: ["ingresses/status"]
  verbs: ["*"]
{{- end }}
- apiGroups: ["networking.k8s.io"]
  resources: ["ingresses", "ingressclasses"]
  verbs: ["get", "list", "watch"]
- apiGroups: ["networking.k8s.io"]
  resources: ["ingresses/status"]
  verbs: ["*"]
# The root certificate is handed to every namespace.
- apiGroups: [""]
  resources: ["configmaps"]
  verbs: ["create", "get", "list", "watch", "update"]
{{- end }}

{{- define "istiod.rules.certificates" -}}
{{- $provider := .Values.global.pilotCertProvider }}
{{- if or .Values.env.EXTERNAL_CA (not (has $provider (list "istiod" "custom" "none"))) }}
# Certificates come from signers of Kubernetes.
- apiGroups: ["certificates.k8s.io"]
  resources: ["certificatesigningrequests", "certificatesigningrequests/approval", "certificatesigningrequests/status"]
  verbs: ["update", "create", "get", "delete", "watch"]
- apiGroups: ["certificates.k8s.io"]
  resources: ["signers"]
  # None named: all of them.
  resourceNames:
    {{- range .Values.global.certSigners }}
    - {{ . | quote }}
    {{- end }}
  verbs: ["approve"]
{{- end }}
{{- if include "istiod.trustBundles" . }}
# The root certificate is published as a ClusterTrustBundle.
- apiGroups: ["certificates.k8s.io"]
  resources: ["clustertrustbundles"]
  verbs: ["update", "create", "delete", "list", "watch", "get"]
- apiGroups: ["certificates.k8s.io"]
  resources: ["signers"]
  resourceNames: ["istio.io/istiod-ca"]
  verbs: ["attest"]
{{- end }}
# Who calls, and may they.
- apiGroups: ["authentication.k8s.io"]
  resources: ["tokenreviews"]
  verbs: ["create"]
- apiGroups: ["authorization.k8s.io"]
  resources: ["subjectaccessreviews"]
  verbs: ["create"]
{{- end }}

{{- define "istiod.rules.gateways" -}}
# Gateway API and its extensions.
- apiGroups: ["gateway.networking.k8s.io", "gateway.networking.x-k8s.io"]
  resources: ["*"]
  verbs: ["get", "watch", "list"]
- apiGroups: ["gateway.networking.x-k8s.io"]
  resources: ["xbackendtrafficpolicies/status"]
  verbs: ["update", "patch"]
- apiGroups: ["gateway.networking.k8s.io"]
  resources:
    {{- range $plural := list
      "backendtlspolicies" "gatewayclasses" "gateways" "grpcroutes" "httproutes" "referencegrants" "tcproutes"
      "tlsroutes" "udproutes" "listenersets"
    }}
    - {{ $plural }}/status
    {{- end }}
  verbs: ["update", "patch"]
- apiGroups: ["gateway.networking.k8s.io"]
  resources: ["gatewayclasses"]
  verbs: ["create", "update", "patch", "delete"]
- apiGroups: ["inference.networking.k8s.io"]
  resources: ["inferencepools"]
  verbs: ["get", "watch", "list"]
- apiGroups: ["inference.networking.k8s.io"]
  resources: ["inferencepools/status"]
  verbs: ["update", "patch"]
# Certificates that gateways serve.
- apiGroups: [""]
  resources: ["secrets"]
  verbs: ["get", "watch", "list"]
{{- end }}

{{- define "istiod.rules.multicluster" -}}
# Services shared with other clusters.
- apiGroups: [{{ include "istiod.multiclusterGroup" . | quote }}]
  resources: ["serviceexports"]
  verbs: ["get", "watch", "list", "create", "delete"]
- apiGroups: [{{ include "istiod.multiclusterGroup" . | quote }}]
  resources: ["serviceimports"]
  verbs: ["get", "watch", "list"]
{{- end }}

{{- define "istiod.multiclusterGroup" -}}
{{ .Values.env.MCS_API_GROUP | default "multicluster.x-k8s.io" }}
{{- end }}
