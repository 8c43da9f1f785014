{{- define "ztunnel.name" -}}
{{ .Values.resourceName | default "ztunnel" }}
{{- end }}

{{- /* The scopes of mesh.*, asked of resourceScope at the root, where global.resourceScope counts too. */}}
{{- define "ztunnel.clusterScope" -}}
{{ include "mesh.clusterScope" (dict "Values" (dict "global" .Values)) }}
{{- end }}

{{- define "ztunnel.namespaceScope" -}}
{{ include "mesh.namespaceScope" (dict "Values" (dict "global" .Values)) }}
{{- end }}

{{- define "ztunnel.nameLabels" -}}
app.kubernetes.io/name: ztunnel
{{ include "mesh.labels" . }}
{{- end }}

{{- /* metadata.labels and .annotations of the workload and its service account: the user may add to both. */}}
{{- define "ztunnel.ownMetadata" -}}
name: {{ include "ztunnel.name" . | quote }}
namespace: {{ .Release.Namespace | quote }}
labels:
  {{- include "ztunnel.nameLabels" . | nindent 2 }}
  {{- with .Values.labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  {{- include "ztunnel.annotations" . | nindent 2 }}
{{- end }}

{{- define "ztunnel.annotations" -}}
{{- $revision := dict }}
{{- with .Values.revision }}{{ $_ := set $revision "istio.io/rev" . }}{{ end }}
{{- toYaml (mergeOverwrite $revision (.Values.annotations | default dict)) }}
{{- end }}

{{- /* Cluster-wide objects carry the name of the workload as their release: several of them may be in a cluster. */}}
{{- define "ztunnel.clusterMetadata" -}}
name: {{ include "ztunnel.name" . | quote }}
labels:
  app: ztunnel
  release: {{ include "ztunnel.name" . | quote }}
  install.operator.istio.io/owning-resource: {{ .Values.ownerName | default "unknown" | quote }}
  {{- include "ztunnel.nameLabels" . | nindent 2 }}
annotations:
  {{- include "ztunnel.annotations" . | nindent 2 }}
{{- end }}

{{- /* Environment: where the control plane is, who the pod is, and what the user adds. */}}
{{- define "ztunnel.env" -}}
{{- $istiod := printf "istiod%s.%s.svc:15012" (include "mesh.revisionSuffix" .) .Values.istioNamespace -}}
- name: CA_ADDRESS
  value: {{ .Values.caAddress | default $istiod | quote }}
- name: XDS_ADDRESS
  value: {{ .Values.xdsAddress | default $istiod | quote }}
{{- if .Values.logAsJson }}
- name: LOG_FORMAT
  value: json
{{- end }}
{{- with .Values.network }}
- name: NETWORK
  value: {{ . | quote }}
{{- end }}
- name: RUST_LOG
  value: {{ .Values.logLevel | quote }}
- name: RUST_BACKTRACE
  value: "1"
- name: ISTIO_META_CLUSTER_ID
  value: {{ .Values.multiCluster.clusterName | default "Kubernetes" | quote }}
- name: INPOD_ENABLED
  value: "true"
- name: TERMINATION_GRACE_PERIOD_SECONDS
  value: {{ .Values.terminationGracePeriodSeconds | quote }}
{{- range list
  (dict "name" "POD_NAME" "path" "metadata.name")
  (dict "name" "POD_NAMESPACE" "path" "metadata.namespace")
  (dict "name" "NODE_NAME" "path" "spec.nodeName")
  (dict "name" "INSTANCE_IP" "path" "status.podIP")
  (dict "name" "SERVICE_ACCOUNT" "path" "spec.serviceAccountName")
}}
- name: {{ .name | quote }}
  valueFrom:
    fieldRef:
      fieldPath: {{ .path }}
{{- end }}
{{- range $name, $value := ((.Values.meshConfig).defaultConfig).proxyMetadata }}
- name: {{ $name | quote }}
  value: {{ $value | quote }}
{{- end }}
- name: ZTUNNEL_CPU_LIMIT
  valueFrom:
    resourceFieldRef:
      resource: limits.cpu
      divisor: "1"
{{- range $name, $value := .Values.env }}
- name: {{ $name | quote }}
  value: {{ $value | quote }}
{{- end }}
{{- if .Values.peerCaCrl.enabled }}
- name: CRL_PATH
  value: /var/run/secrets/istio/crl/ca-crl.pem
{{- end }}
{{- end }}
