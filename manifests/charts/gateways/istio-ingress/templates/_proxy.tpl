{{- /* What a gateway's proxy is started with when no injection template says it. */}}

{{- define "meshGateway.args" -}}
{{- $proxy := .Values.global.proxy -}}
- proxy
- router
- --domain
- $(POD_NAMESPACE).svc.{{ $proxy.clusterDomain }}
{{- with $proxy.logLevel }}
- --proxyLogLevel={{ . }}
{{- end }}
{{- with $proxy.componentLogLevel }}
- --proxyComponentLogLevel={{ . }}
{{- end }}
{{- with .Values.global.logging.level }}
- --log_output_level={{ . }}
{{- end }}
{{- if .Values.global.logAsJson }}
- --log_as_json
{{- end }}
{{- with int (.Values.global.sts).servicePort }}
- --stsPort={{ . }}
{{- end }}
{{- end }}

{{- /* Environment that every form of the gateway has: what it may do, and what the user adds. */}}
{{- define "meshGateway.userEnv" -}}
{{- $gateway := index .Values.gateways (include "meshGateway.key" .) -}}
{{- if not $gateway.runAsRoot }}
- name: ISTIO_META_UNPRIVILEGED_POD
  value: "true"
{{- end }}
{{- range $name, $value := $gateway.env }}
- name: {{ $name | quote }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "meshGateway.env" -}}
{{- $global := .Values.global -}}
{{- $mesh := .Values.meshConfig -}}
{{- $gateway := index .Values.gateways (include "meshGateway.key" .) -}}
{{- $name := include "meshGateway.name" . -}}
- name: PILOT_CERT_PROVIDER
  value: {{ $global.pilotCertProvider | quote }}
- name: CA_ADDR
  value: {{ $global.caAddress | default (printf "istiod%s.%s.svc:15012" (include "mesh.revisionSuffix" .) $global.istioNamespace) | quote }}
{{- range list
  (dict "name" "NODE_NAME" "path" "spec.nodeName")
  (dict "name" "POD_NAME" "path" "metadata.name")
  (dict "name" "POD_NAMESPACE" "path" "metadata.namespace")
  (dict "name" "INSTANCE_IP" "path" "status.podIP")
  (dict "name" "HOST_IP" "path" "status.hostIP")
}}
- name: {{ .name | quote }}
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: {{ .path }}
{{- end }}
- name: ISTIO_CPU_LIMIT
  valueFrom:
    resourceFieldRef:
      resource: limits.cpu
      divisor: "1"
- name: SERVICE_ACCOUNT
  valueFrom:
    fieldRef:
      fieldPath: spec.serviceAccountName
- name: ISTIO_META_WORKLOAD_NAME
  value: {{ $name | quote }}
- name: ISTIO_META_OWNER
  value: kubernetes://apis/apps/v1/namespaces/{{ .Release.Namespace }}/deployments/{{ $name }}
{{- with $global.meshID | default $mesh.trustDomain }}
- name: ISTIO_META_MESH_ID
  value: {{ . | quote }}
{{- end }}
{{- with $mesh.trustDomain }}
- name: TRUST_DOMAIN
  value: {{ . | quote }}
{{- end }}
{{- include "meshGateway.userEnv" . }}
{{- range $key, $value := ($mesh.defaultConfig).proxyMetadata }}
- name: {{ $key | quote }}
  value: {{ $value | quote }}
{{- end }}
{{- if and $global.network (not (hasKey ($gateway.env | default dict) "ISTIO_META_NETWORK")) }}
- name: ISTIO_META_NETWORK
  value: {{ $global.network | quote }}
{{- end }}
- name: ISTIO_META_CLUSTER_ID
  value: {{ ($global.multiCluster).clusterName | default "Kubernetes" | quote }}
- name: ISTIO_META_NODE_NAME
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
{{- end }}
