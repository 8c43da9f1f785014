{{- /* The name of the gateway and its objects. RELEASE-NAME is what helm calls a release that has no name. */}}
{{- define "gateway.name" -}}
{{- $release := ternary "" .Release.Name (eq .Release.Name "RELEASE-NAME") -}}
{{ coalesce .Values.name $release "istio-ingressgateway" }}
{{- end }}

{{- define "gateway.serviceAccount" -}}
{{- $fallback := ternary (include "gateway.name" .) "default" (not (empty .Values.serviceAccount.create)) -}}
{{ .Values.serviceAccount.name | default $fallback }}
{{- end }}

{{- /* What selects the pods; Gateway resources find the gateway by these labels. */}}
{{- define "gateway.selector" -}}
{{- $labels := .Values.labels | default dict -}}
app: {{ index $labels "app" | default (include "gateway.name" .) | quote }}
istio: {{ index $labels "istio" | default (include "gateway.name" . | trimPrefix "istio-") | quote }}
{{- end }}

{{- define "gateway.labels" -}}
app.kubernetes.io/name: {{ include "gateway.name" . | quote }}
{{ include "mesh.labels" . }}
{{ include "gateway.selector" . }}
{{- range $name, $value := omit (.Values.labels | default dict) "app" "istio" }}
{{ $name | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{- /* metadata of every object but the Service; the argument is (list ROOT NAME). */}}
{{- define "gateway.metadata" -}}
{{- $root := index . 0 -}}
name: {{ index . 1 | quote }}
namespace: {{ $root.Release.Namespace | quote }}
labels:
  {{- include "gateway.labels" $root | nindent 2 }}
{{- with $root.Values.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Not empty when an autoscaler decides how many pods there are. */}}
{{- define "gateway.autoscaled" -}}
{{ if and (ne .Values.kind "DaemonSet") .Values.autoscaling.enabled }}true{{ end }}
{{- end }}

{{- /* The ports of the Service: a gateway between networks has fixed ones. */}}
{{- define "gateway.ports" -}}
{{- if .Values.networkGateway }}
{{- range $name := list "status-port" "tls" "tls-istiod" "tls-webhook" }}
{{- $port := required (printf "networkGatewayPorts.%s is required when networkGateway is set" $name) (index $.Values.networkGatewayPorts $name) }}
- name: {{ $name | quote }}
  port: {{ int $port }}
  targetPort: {{ int $port }}
{{- end }}
{{- else }}
{{- toYaml (required "service.ports must not be empty when networkGateway is not set" (.Values.service.ports | default nil)) }}
{{- end }}
{{- end }}
