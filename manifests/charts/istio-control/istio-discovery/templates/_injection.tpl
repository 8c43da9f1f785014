{{- /*
The configuration of injection webhooks. Argument: root, name (without the namespace), labels (a map, beside those of
istiod), revision (the label that is answered to), isDefault.
*/}}
{{- define "istiod.injectionWebhooks" -}}
{{- $values := .root.Values -}}
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: {{ .name }}{{ include "istiod.namespaceSuffix" .root }}
  labels:
    app: sidecar-injector
    {{- include "istiod.labels" .root | nindent 4 }}
    {{- with .labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $values.sidecarInjectorWebhookAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
webhooks:
  {{- include "webhook.injectors" (dict
    "revision" .revision
    "isDefault" .isDefault
    "everyNamespace" $values.sidecarInjectorWebhook.enableNamespacesByDefault
    "client" (include "istiod.injectionClient" .root | fromYaml)
    "reinvocationPolicy" $values.sidecarInjectorWebhook.reinvocationPolicy
  ) | nindent 2 }}
{{- end }}
