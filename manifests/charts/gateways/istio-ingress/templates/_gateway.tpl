{{- /*
Names, labels and selectors of a mesh gateway. The charts istio-ingress and istio-egress have the same templates; the name
of the chart says which of the two gateways of the mesh is meant.
*/}}

{{- /* Where the gateway's values stand under .Values.gateways: istio-ingressgateway or istio-egressgateway. */}}
{{- define "meshGateway.key" -}}
{{ .Chart.Name }}gateway
{{- end }}

{{- /* The name of the gateway's objects. */}}
{{- define "meshGateway.name" -}}
{{- $key := include "meshGateway.key" . -}}
{{ (index .Values.gateways $key).name | default $key }}
{{- end }}

{{- define "meshGateway.serviceAccount" -}}
{{ include "meshGateway.name" . }}-service-account
{{- end }}

{{- /* What selects the pods; the gateway is also found by these labels in the configuration of the mesh. */}}
{{- define "meshGateway.selector" -}}
{{- range $name, $value := (index .Values.gateways (include "meshGateway.key" .)).labels }}
{{ $name | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "meshGateway.identityLabels" -}}
operator.istio.io/component: {{ if eq .Chart.Name "istio-egress" }}EgressGateways{{ else }}IngressGateways{{ end }}
app.kubernetes.io/name: {{ include "meshGateway.key" . | quote }}
{{ include "mesh.labels" . }}
{{- end }}

{{- /* The labels of objects that do not select pods, and nobody selects. */}}
{{- define "meshGateway.commonLabels" -}}
release: {{ .Release.Name | quote }}
{{ include "mesh.ownerLabels" . }}
{{ include "meshGateway.identityLabels" . }}
{{- end }}

{{- define "meshGateway.labels" -}}
{{ include "meshGateway.selector" . | trim }}
{{ include "meshGateway.commonLabels" . }}
{{- end }}

{{- /* Version by which telemetry tells the pods of a service apart: a label of the gateway says it, else the revision. */}}
{{- define "meshGateway.canonicalRevision" -}}
{{- $labels := (index .Values.gateways (include "meshGateway.key" .)).labels | default dict -}}
{{ coalesce (index $labels "app.kubernetes.io/version") (index $labels "version") .Values.revision "latest" }}
{{- end }}
