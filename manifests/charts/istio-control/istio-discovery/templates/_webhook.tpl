{{- /* The admission webhooks that istiod serves, for the charts that register them. */}}

{{- /*
One mutating webhook that injects sidecars into pods.
Argument: client (clientConfig as a map), reinvocationPolicy (left out when empty), prefix of the name, namespaceSelector
and objectSelector (each a list of matchExpressions).
*/}}
{{- define "webhook.injector" -}}
- name: {{ .prefix }}.sidecar-injector.istio.io
  clientConfig:
    {{- toYaml .client | nindent 4 }}
  sideEffects: None
  rules:
    - operations: ["CREATE"]
      apiGroups: [""]
      apiVersions: ["v1"]
      resources: ["pods"]
  failurePolicy: Fail
  {{- with .reinvocationPolicy }}
  reinvocationPolicy: {{ . | quote }}
  {{- end }}
  admissionReviewVersions: ["v1"]
  namespaceSelector:
    matchExpressions:
      {{- toYaml .namespaceSelector | nindent 6 }}
  objectSelector:
    matchExpressions:
      {{- toYaml .objectSelector | nindent 6 }}
{{- end }}

{{- /*
All webhooks for one revision or tag. Which one takes a pod is decided by labels: istio.io/rev of the namespace, then of
the pod; for the default revision also istio-injection of the namespace and sidecar.istio.io/inject of the pod; each pod
is taken by at most one.
Argument: revision (value of istio.io/rev), isDefault, everyNamespace (inject where no label says anything), client,
reinvocationPolicy.
*/}}
{{- define "webhook.injectors" -}}
{{- $noRevision := dict "key" "istio.io/rev" "operator" "DoesNotExist" }}
{{- $thisRevision := dict "key" "istio.io/rev" "operator" "In" "values" (list .revision) }}
{{- $noInjection := dict "key" "istio-injection" "operator" "DoesNotExist" }}
{{- $injection := dict "key" "istio-injection" "operator" "In" "values" (list "enabled") }}
{{- $podSilent := dict "key" "sidecar.istio.io/inject" "operator" "DoesNotExist" }}
{{- $podWilling := dict "key" "sidecar.istio.io/inject" "operator" "NotIn" "values" (list "false") }}
{{- $podAsks := dict "key" "sidecar.istio.io/inject" "operator" "In" "values" (list "true") }}
{{- $ordinary := dict "key" "kubernetes.io/metadata.name" "operator" "NotIn"
  "values" (list "kube-system" "kube-public" "kube-node-lease" "local-path-storage") }}
{{- $hooks := list
  (dict "prefix" "rev.namespace" "namespaceSelector" (list $thisRevision $noInjection) "objectSelector" (list $podWilling))
  (dict "prefix" "rev.object" "namespaceSelector" (list $noRevision $noInjection) "objectSelector" (list $podWilling $thisRevision))
}}
{{- if .isDefault }}
{{- $hooks = concat $hooks (list
  (dict "prefix" "namespace" "namespaceSelector" (list $injection) "objectSelector" (list $podWilling))
  (dict "prefix" "object" "namespaceSelector" (list $noInjection $noRevision) "objectSelector" (list $podAsks $noRevision))
) }}
{{- if .everyNamespace }}
{{- $hooks = append $hooks
  (dict "prefix" "auto" "namespaceSelector" (list $noInjection $noRevision $ordinary) "objectSelector" (list $podSilent $noRevision))
}}
{{- end }}
{{- end }}
{{- $common := dict "client" .client "reinvocationPolicy" .reinvocationPolicy }}
{{- range $hooks }}
{{ include "webhook.injector" (merge . $common) }}
{{- end }}
{{- end }}

{{- /*
One validating webhook for the configuration of Istio.
Argument: name, client, failurePolicy, objectSelector (list of matchExpressions, left out when empty).
*/}}
{{- define "webhook.validator" -}}
- name: {{ .name }}
  clientConfig:
    {{- toYaml .client | nindent 4 }}
  rules:
    - operations: ["CREATE", "UPDATE"]
      apiGroups: ["security.istio.io", "networking.istio.io", "telemetry.istio.io", "extensions.istio.io"]
      apiVersions: ["*"]
      resources: ["*"]
  failurePolicy: {{ .failurePolicy }}
  sideEffects: None
  admissionReviewVersions: ["v1"]
  {{- with .objectSelector }}
  objectSelector:
    matchExpressions:
      {{- toYaml . | nindent 6 }}
  {{- end }}
{{- end }}
