{{- /* Environment variables of istiod. */}}
{{- define "istiod.environment" -}}
{{- $env := .Values.env -}}
- name: REVISION
  value: {{ include "mesh.revision" . | quote }}
- name: PILOT_CERT_PROVIDER
  value: {{ .Values.global.pilotCertProvider | quote }}
{{- range $name, $path := dict "POD_NAME" "metadata.name" "POD_NAMESPACE" "metadata.namespace" "SERVICE_ACCOUNT" "spec.serviceAccountName" }}
- name: {{ $name }}
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: {{ $path }}
{{- end }}
- name: KUBECONFIG
  value: /var/run/secrets/remote/config
{{- if not (hasKey $env "CA_TRUSTED_NODE_ACCOUNTS") }}
{{- $namespace := .Values.trustedZtunnelNamespace | default .Release.Namespace }}
- name: CA_TRUSTED_NODE_ACCOUNTS
  value: "{{ $namespace }}/{{ .Values.trustedZtunnelName | default "ztunnel" }}"
{{- end }}
{{- range $name, $value := $env }}
- name: {{ $name | quote }}
  value: {{ $value | quote | default "\"\"" }}
{{- end }}
{{- with .Values.envVarFrom }}
{{ toYaml . }}
{{- end }}
{{- with .Values.traceSampling }}
- name: PILOT_TRACE_SAMPLING
  value: {{ . | quote }}
{{- end }}
{{- if .Values.taint.enabled }}
- name: PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS
  value: "true"
- name: PILOT_NODE_UNTAINT_CONTROLLERS_TAINT_NAME
  value: {{ .Values.taint.name | quote }}
{{- end }}
{{- if and .Values.global.externalIstiod (not (hasKey $env "EXTERNAL_ISTIOD")) }}
- name: EXTERNAL_ISTIOD
  value: "true"
{{- end }}
{{- with .Values.global.trustBundleName }}
- name: PILOT_CA_CERT_CONFIGMAP
  value: {{ . | quote }}
{{- end }}
{{- with .Values.crlConfigMapName }}
- name: PILOT_CRL_CONFIGMAP
  value: {{ . | quote }}
{{- end }}
- name: PILOT_ENABLE_ANALYSIS
  value: {{ .Values.global.istiod.enableAnalysis | quote }}
- name: CLUSTER_ID
  value: {{ .Values.global.multiCluster.clusterName | default "Kubernetes" | quote }}
- name: GOMAXPROCS
  valueFrom:
    resourceFieldRef:
      resource: limits.cpu
      divisor: "1"
- name: PLATFORM
  value: {{ coalesce .Values.global.platform .Values.platform | default "" | quote }}
{{- end }}
