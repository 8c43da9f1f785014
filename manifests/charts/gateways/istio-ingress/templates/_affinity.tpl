{{- /*
Where the pods may run: an affinity from global.arch (architecture to weight, 0 for never), nodeSelector and the two lists of
pod anti-affinity. Its node part is there even when it is empty, so that an overlay finds the place.
*/}}
{{- define "meshGateway.affinity" -}}
{{- $gateway := index .Values.gateways (include "meshGateway.key" .) -}}
{{- $weights := dict -}}
{{- range $arch, $weight := .Values.global.arch }}
{{- if gt (int $weight) 0 }}{{ $_ := set $weights $arch (int $weight) }}{{ end }}
{{- end -}}
{{- $nodeSelector := $gateway.nodeSelector | default .Values.global.defaultNodeSelector -}}
nodeAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    {{- if or $weights $nodeSelector }}
    nodeSelectorTerms:
      - matchExpressions:
          {{- with $weights }}
          - key: kubernetes.io/arch
            operator: In
            values: {{ keys . | sortAlpha | toJson }}
          {{- end }}
          {{- range $label, $value := $nodeSelector }}
          - key: {{ $label | quote }}
            operator: In
            values: [{{ $value | quote }}]
          {{- end }}
    {{- end }}
  preferredDuringSchedulingIgnoredDuringExecution:
    {{- range $arch, $weight := $weights }}
    - weight: {{ $weight }}
      preference:
        matchExpressions:
          - key: kubernetes.io/arch
            operator: In
            values: [{{ $arch | quote }}]
    {{- end }}
{{- $required := $gateway.podAntiAffinityLabelSelector }}
{{- $preferred := $gateway.podAntiAffinityTermLabelSelector }}
{{- if or $required $preferred }}
podAntiAffinity:
  {{- with $required }}
  requiredDuringSchedulingIgnoredDuringExecution:
    {{- range . }}
    - {{- include "meshGateway.antiAffinityTerm" . | nindent 6 }}
    {{- end }}
  {{- end }}
  {{- with $preferred }}
  preferredDuringSchedulingIgnoredDuringExecution:
    {{- range . }}
    - weight: 100
      podAffinityTerm:
        {{- include "meshGateway.antiAffinityTerm" . | nindent 8 }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* A PodAffinityTerm from {key, operator, values, topologyKey}; values is a list or text with commas. */}}
{{- define "meshGateway.antiAffinityTerm" -}}
{{- $values := .values -}}
{{- if kindIs "string" $values }}{{ $values = ternary (splitList "," $values) (list) (ne $values "") }}{{ end -}}
labelSelector:
  matchExpressions:
    - key: {{ .key | quote }}
      operator: {{ .operator }}
      {{- with $values }}
      values: {{ toJson . }}
      {{- end }}
topologyKey: {{ .topologyKey | quote }}
{{- end }}
