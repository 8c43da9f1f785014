{{- /* Names, labels and conditions that mean the same in every chart of the mesh. */}}

{{- /* The labels that say which chart and release an object comes from. */}}
{{- define "mesh.labels" -}}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/part-of: "istio"
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The labels that tie an object to a revision and to the installation that owns it. */}}
{{- define "mesh.ownerLabels" -}}
istio.io/rev: {{ include "mesh.revision" . | quote }}
install.operator.istio.io/owning-resource: {{ .Values.ownerName | default "unknown" | quote }}
{{- end }}

{{- define "mesh.revision" -}}
{{ .Values.revision | default "default" }}
{{- end }}

{{- /* "-REVISION" for names, empty for the default revision without a name. */}}
{{- define "mesh.revisionSuffix" -}}
{{ with .Values.revision }}-{{ . }}{{ end }}
{{- end }}

{{- /* Not empty when objects without a namespace are wanted. */}}
{{- define "mesh.clusterScope" -}}
{{ if has .Values.global.resourceScope (list "all" "cluster") }}true{{ end }}
{{- end }}

{{- /* Not empty when objects with a namespace are wanted. */}}
{{- define "mesh.namespaceScope" -}}
{{ if has .Values.global.resourceScope (list "all" "namespace") }}true{{ end }}
{{- end }}

{{- /* HUB/IMAGE:TAG[-VARIANT] from the component's values, else the global ones. An image with a slash is complete. */}}
{{- define "mesh.image" -}}
{{- $global := .Values.global | default dict -}}
{{- if contains "/" .Values.image -}}
{{ .Values.image }}
{{- else -}}
{{ .Values.hub | default $global.hub }}/{{ .Values.image }}:{{ .Values.tag | default $global.tag }}
{{- with .Values.variant | default $global.variant }}-{{ . }}{{ end }}
{{- end }}
{{- end }}

{{- /* A ResourceRequirements from {limits, requests}; amounts that were taken away with null are left out. */}}
{{- define "mesh.resources" -}}
{{- $given := . | default dict }}
{{- $result := dict }}
{{- range $part := list "limits" "requests" }}
{{- $amounts := dict }}
{{- range $name, $amount := index $given $part }}
{{- if $amount }}{{ $_ := set $amounts $name $amount }}{{ end }}
{{- end }}
{{- if $amounts }}{{ $_ := set $result $part $amounts }}{{ end }}
{{- end }}
{{- toYaml $result }}
{{- end }}
