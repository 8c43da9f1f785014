{{- /* Labels of what speaks for the istiod of the default revision. */}}
{{- define "base.istiodLabels" -}}
release: {{ .Release.Name | quote }}
istio: istiod
istio.io/rev: {{ .Values.defaultRevision | quote }}
app.kubernetes.io/name: istiod
{{ include "mesh.labels" . }}
{{- end }}
