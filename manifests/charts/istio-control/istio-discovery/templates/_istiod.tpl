{{- /* Names, labels and conditions of this chart. */}}

{{- /* Name of most objects: istiod or istiod-REVISION. */}}
{{- define "istiod.name" -}}
istiod{{ include "mesh.revisionSuffix" . }}
{{- end }}

{{- /* Not empty when an istiod runs in this cluster. */}}
{{- define "istiod.runsHere" -}}
{{ if or (not .Values.istiodRemote.enabled) .Values.istiodRemote.enabledLocalInjectorIstiod }}true{{ end }}
{{- end }}

{{- /* Not empty when this cluster holds configuration that an istiod reads. */}}
{{- define "istiod.configuresHere" -}}
{{ if or (include "istiod.runsHere" .) .Values.global.configCluster }}true{{ end }}
{{- end }}

{{- /* Labels of the objects that belong to one revision. */}}
{{- define "istiod.labels" -}}
{{ include "mesh.ownerLabels" . }}
operator.istio.io/component: "Pilot"
release: {{ .Release.Name | quote }}
{{ include "istiod.plainLabels" . }}
{{- end }}

{{- /* Labels of the objects that do not name their revision. */}}
{{- define "istiod.plainLabels" -}}
app.kubernetes.io/name: "istiod"
{{ include "mesh.labels" . }}
{{- end }}

{{- /* Labels of identities and permissions. */}}
{{- define "istiod.accessLabels" -}}
app: istiod
release: {{ .Release.Name | quote }}
{{ include "istiod.plainLabels" . }}
{{- end }}

{{- /* Labels by which the pods of this revision are found; they may never change. */}}
{{- define "istiod.selector" -}}
app: istiod
{{- if .Values.revision }}
istio.io/rev: {{ .Values.revision | quote }}
{{- else }}
istio: pilot
{{- end }}
{{- end }}

{{- /* Families of addresses and kind of routing, for the spec of a Service. */}}
{{- define "istiod.serviceFamilies" -}}
{{- $given := dict }}
{{- range $field := list "ipFamilyPolicy" "ipFamilies" }}
{{- with index $ $field }}{{ $_ := set $given $field . }}{{ end }}
{{- end }}
{{- if $given }}{{ toYaml $given }}{{ end }}
{{- end }}

{{- /* Where sidecars are injected, as the clientConfig of a webhook. */}}
{{- define "istiod.injectionClient" -}}
{{- $remote := .Values.istiodRemote }}
{{- $client := dict }}
{{- if $remote.injectionURL }}
{{- $_ := set $client "url" $remote.injectionURL }}
{{- else }}
{{- $_ := set $client "service" (dict
  "name" (include "istiod.name" .)
  "namespace" .Release.Namespace
  "path" $remote.injectionPath
  "port" 443
) }}
{{- end }}
{{- with $remote.injectionCABundle }}{{ $_ := set $client "caBundle" . }}{{ end }}
{{- toYaml $client }}
{{- end }}

{{- /* "-NAMESPACE" for names of objects without a namespace, empty in istio-system. */}}
{{- define "istiod.namespaceSuffix" -}}
{{ if ne .Release.Namespace "istio-system" }}-{{ .Release.Namespace }}{{ end }}
{{- end }}

{{- /* Not empty when root certificates are published as ClusterTrustBundles. */}}
{{- define "istiod.trustBundles" -}}
{{ if eq (toString .Values.env.ENABLE_CLUSTER_TRUST_BUNDLE_API) "true" }}true{{ end }}
{{- end }}
