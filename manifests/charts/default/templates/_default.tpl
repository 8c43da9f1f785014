{{- define "default.labels" -}}
istio.io/tag: default
{{ include "mesh.ownerLabels" . }}
operator.istio.io/component: Pilot
release: {{ .Release.Name | quote }}
app.kubernetes.io/name: istiod
{{ include "mesh.labels" . }}
{{- end }}
