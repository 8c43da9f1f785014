{{- /* The mesh configuration that the chart works out; values.meshConfig lies over it. */}}

{{- define "istiod.meshConfig" -}}
{{- $global := .Values.global }}
{{- $given := .Values.meshConfig | default dict }}
{{- $proxy := dict "discoveryAddress" (include "istiod.discoveryAddress" .) }}
{{- with $global.proxy.variant | default $global.variant }}
{{- $_ := set $proxy "image" (dict "imageType" .) }}
{{- end }}
{{- with $global.meshID }}
{{- $_ := set $proxy "meshId" . }}
{{- end }}
{{- $_ := mustMergeOverwrite $proxy (include "istiod.tracing" . | fromYaml) }}
{{- $mesh := dict
  "defaultConfig" $proxy
  "rootNamespace" $global.istioNamespace
  "trustDomain" "cluster.local"
}}
{{- $providers := include "istiod.telemetryProviders" . | fromYaml }}
{{- if and $providers (not $given.defaultProviders) }}
{{- $_ := set $mesh "defaultProviders" $providers }}
{{- end }}
{{- mustMergeOverwrite $mesh (deepCopy $given) | toYaml }}
{{- end }}

{{- /* Where proxies find istiod. */}}
{{- define "istiod.discoveryAddress" -}}
{{- $service := include "istiod.name" . }}
{{- if .Values.global.remotePilotAddress }}
{{- $service = "istiod" }}
{{- if and .Values.istiodRemote.enabled .Values.istiodRemote.enabledLocalInjectorIstiod }}{{ $service = "istiod-remote" }}{{ end }}
{{- end }}
{{- $service }}.{{ .Release.Namespace }}.svc:15012
{{- end }}

{{- /* {tracing: …} for the tracer that global.proxy.tracer names, {} for none. */}}
{{- define "istiod.tracing" -}}
{{- $tracer := .Values.global.proxy.tracer }}
{{- $given := index (.Values.global.tracer | default dict) $tracer | default dict }}
{{- if eq $tracer "lightstep" }}
{{- dict "tracing" (dict "lightstep" (pick $given "address" "accessToken")) | toYaml }}
{{- else if eq $tracer "zipkin" }}
{{- $address := $given.address | default (printf "zipkin.%s:9411" .Values.global.istioNamespace) }}
{{- dict "tracing" (dict "zipkin" (dict "address" $address)) | toYaml }}
{{- else if eq $tracer "datadog" }}
{{- dict "tracing" (dict "datadog" (dict "address" ($given.address | default "$(HOST_IP):8126"))) | toYaml }}
{{- else if eq $tracer "stackdriver" }}
{{- $settings := dict
  "debug" false
  "maxNumberOfAttributes" 200
  "maxNumberOfAnnotations" 200
  "maxNumberOfMessageEvents" 200
}}
{{- dict "tracing" (dict "stackdriver" (mergeOverwrite $settings $given)) | toYaml }}
{{- else if eq $tracer "openCensusAgent" }}
{{- /* It has no settings but is a tracer: what meshConfig says about it counts. */}}
{{- dict "tracing" nil | toYaml }}
{{- else }}
{{- dict | toYaml }}
{{- end }}
{{- end }}

{{- /* What telemetry goes where when nothing else is said. */}}
{{- define "istiod.telemetryProviders" -}}
{{- $providers := dict }}
{{- $v2 := .Values.telemetry.v2 }}
{{- if and .Values.telemetry.enabled $v2.enabled }}
{{- $metrics := list }}
{{- if $v2.prometheus.enabled }}{{ $metrics = append $metrics "prometheus" }}{{ end }}
{{- if $v2.stackdriver.enabled }}
{{- $metrics = append $metrics "stackdriver" }}
{{- $_ := set $providers "accessLogging" (list "stackdriver") }}
{{- end }}
{{- if $metrics }}{{ $_ := set $providers "metrics" $metrics }}{{ end }}
{{- end }}
{{- toYaml $providers }}
{{- end }}
