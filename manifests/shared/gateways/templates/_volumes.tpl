{{- /* Files that the proxy works with: sockets, certificates, tokens, its configuration and the pod's own description. */}}

{{- define "meshGateway.proxyVolumeMounts" -}}
- name: workload-socket
  mountPath: /var/run/secrets/workload-spiffe-uds
- name: credential-socket
  mountPath: /var/run/secrets/credential-uds
- name: workload-certs
  mountPath: /var/run/secrets/workload-spiffe-credentials
- name: istio-envoy
  mountPath: /etc/istio/proxy
- name: config-volume
  mountPath: /etc/istio/config
{{- if eq .Values.global.pilotCertProvider "istiod" }}
- name: istiod-ca-cert
  mountPath: /var/run/secrets/istio
{{- end }}
- name: istio-token
  mountPath: /var/run/secrets/tokens
  readOnly: true
{{- if .Values.global.mountMtlsCerts }}
- name: istio-certs
  mountPath: /etc/certs
  readOnly: true
{{- end }}
- name: istio-data
  mountPath: /var/lib/istio/data
- name: podinfo
  mountPath: /etc/istio/pod
{{- end }}

{{- define "meshGateway.proxyVolumes" -}}
- name: workload-socket
  emptyDir: {}
- name: credential-socket
  emptyDir: {}
- name: workload-certs
  emptyDir: {}
{{- if eq .Values.global.pilotCertProvider "istiod" }}
- name: istiod-ca-cert
  configMap:
    name: {{ .Values.global.trustBundleName | default "istio-ca-root-cert" | quote }}
{{- end }}
- name: podinfo
  downwardAPI:
    items:
      - path: labels
        fieldRef:
          fieldPath: metadata.labels
      - path: annotations
        fieldRef:
          fieldPath: metadata.annotations
- name: istio-envoy
  emptyDir: {}
- name: istio-data
  emptyDir: {}
- name: istio-token
  projected:
    sources:
      - serviceAccountToken:
          path: istio-token
          audience: {{ .Values.global.sds.token.aud | quote }}
          expirationSeconds: 43200
{{- if .Values.global.mountMtlsCerts }}
- name: istio-certs
  secret:
    secretName: istio.{{ include "meshGateway.serviceAccount" . }}
    optional: true
{{- end }}
- name: config-volume
  configMap:
    name: istio{{ include "mesh.revisionSuffix" . }}
    optional: true
{{- end }}

{{- /* The secrets and ConfigMaps that the user names; a missing one does not keep the gateway from starting. */}}
{{- define "meshGateway.userVolumeMounts" -}}
{{- $gateway := index .Values.gateways (include "meshGateway.key" .) }}
{{- range $gateway.secretVolumes }}
{{- /* One that is there and empty is rendered, for Kubernetes to refuse. */}}
{{- if hasKey . "mountPath" }}
- name: {{ .name | quote }}
  mountPath: {{ .mountPath | quote }}
  readOnly: true
{{- end }}
{{- end }}
{{- range $gateway.configVolumes }}
{{- if .mountPath }}
- name: {{ .name | quote }}
  mountPath: {{ .mountPath | quote }}
  readOnly: true
{{- end }}
{{- end }}
{{- end }}

{{- define "meshGateway.userVolumes" -}}
{{- $gateway := index .Values.gateways (include "meshGateway.key" .) }}
{{- range $gateway.secretVolumes }}
- name: {{ .name | quote }}
  secret:
    secretName: {{ .secretName | quote }}
    optional: true
{{- end }}
{{- range $gateway.configVolumes }}
- name: {{ .name | quote }}
  configMap:
    name: {{ .configMapName | quote }}
    optional: true
{{- end }}
{{- end }}
