{{- /* Values that were replaced or removed: the first are warned about, the second end the rendering. */}}

{{- /* Not empty when a value is set. Argument: values, path (with dots). */}}
{{- define "notes.given" -}}
{{- $value := .values }}
{{- range splitList "." .path }}
{{- if kindIs "map" $value }}{{ $value = get $value . }}{{ else }}{{ $value = "" }}{{ end }}
{{- end }}
{{- if not (or (kindIs "invalid" $value) (eq (print $value) "")) }}true{{ end }}
{{- end }}

{{- define "notes.checks" -}}
{{- range $old, $new := include "notes.replaced" . | fromYaml }}
{{- if include "notes.given" (dict "values" $.Values "path" $old) }}
WARNING: {{ $old | quote }} is deprecated; use {{ $new | quote }} instead.
{{- end }}
{{- end }}
{{- range $path := include "notes.removed" . | fromYamlArray }}
{{- if include "notes.given" (dict "values" $.Values "path" $path) }}
{{- fail (print $path " is removed") }}
{{- end }}
{{- end }}
{{- if eq .Values.global.pilotCertProvider "kubernetes" }}
{{- fail "pilotCertProvider=kubernetes is not supported" }}
{{- end }}
{{- end }}

{{- /* Old path to what took its place. */}}
{{- define "notes.replaced" -}}
global.outboundTrafficPolicy: meshConfig.outboundTrafficPolicy
global.certificates: meshConfig.certificates
global.localityLbSetting: meshConfig.localityLbSetting
global.policyCheckFailOpen: meshConfig.policyCheckFailOpen
global.enableTracing: meshConfig.enableTracing
global.proxy.accessLogFormat: meshConfig.accessLogFormat
global.proxy.accessLogFile: meshConfig.accessLogFile
global.proxy.concurrency: meshConfig.defaultConfig.concurrency
global.proxy.envoyAccessLogService: meshConfig.defaultConfig.envoyAccessLogService
global.proxy.envoyAccessLogService.enabled: meshConfig.enableEnvoyAccessLogService
global.proxy.envoyMetricsService: meshConfig.defaultConfig.envoyMetricsService
global.proxy.protocolDetectionTimeout: meshConfig.protocolDetectionTimeout
global.proxy.holdApplicationUntilProxyStarts: meshConfig.defaultConfig.holdApplicationUntilProxyStarts
pilot.ingress: meshConfig.ingressService, meshConfig.ingressControllerMode, and meshConfig.ingressClass
global.mtls.enabled: the PeerAuthentication resource
global.mtls.auto: meshConfig.enableAutoMtls
global.tracer.lightstep.address: meshConfig.defaultConfig.tracing.lightstep.address
global.tracer.lightstep.accessToken: meshConfig.defaultConfig.tracing.lightstep.accessToken
global.tracer.zipkin.address: meshConfig.defaultConfig.tracing.zipkin.address
global.tracer.datadog.address: meshConfig.defaultConfig.tracing.datadog.address
global.meshExpansion.enabled: Gateway and other Istio networking resources, such as in samples/multicluster/
istiocoredns.enabled: the in-proxy DNS capturing (ISTIO_META_DNS_CAPTURE)
{{- end }}

{{- define "notes.removed" -}}
- telemetry.v2.prometheus.configOverride
- telemetry.v2.stackdriver.configOverride
- telemetry.v2.stackdriver.disableOutbound
- telemetry.v2.stackdriver.outboundAccessLogging
{{- range $root := list "global.tracer" "meshConfig.defaultConfig.tracing" }}
{{- range $field := list "debug" "maxNumberOfAttributes" "maxNumberOfAnnotations" "maxNumberOfMessageEvents" }}
- {{ $root }}.stackdriver.{{ $field }}
{{- end }}
{{- end }}
{{- end }}
