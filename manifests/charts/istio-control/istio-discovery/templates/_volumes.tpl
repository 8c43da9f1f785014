{{- /* Volumes of istiod and where they are mounted. */}}

{{- define "istiod.volumeMounts" -}}
- name: istio-token
  mountPath: /var/run/secrets/tokens
  readOnly: true
- name: local-certs
  mountPath: /var/run/secrets/istio-dns
- name: cacerts
  mountPath: /etc/cacerts
  readOnly: true
- name: istio-kubeconfig
  mountPath: /var/run/secrets/remote
  readOnly: true
{{- if .Values.jwksResolverExtraRootCA }}
- name: extracacerts
  mountPath: /cacerts
{{- end }}
- name: istio-csr-dns-cert
  mountPath: /var/run/secrets/istiod/tls
  readOnly: true
- name: istio-csr-ca-configmap
  mountPath: /var/run/secrets/istiod/ca
  readOnly: true
{{- with .Values.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "istiod.volumes" -}}
# Certificates that istiod makes for itself.
- name: local-certs
  emptyDir:
    medium: Memory
# By which it says who it is when another authority signs.
- name: istio-token
  projected:
    sources:
      - serviceAccountToken:
          audience: {{ .Values.global.sds.token.aud | quote }}
          expirationSeconds: 43200
          path: istio-token
# A certificate authority brought along.
- name: cacerts
  secret:
    secretName: cacerts
    optional: true
# The cluster that holds the configuration, when it is another one.
- name: istio-kubeconfig
  secret:
    secretName: istio-kubeconfig
    optional: true
# A certificate for istiod made by istio-csr, and the root it was made with.
- name: istio-csr-dns-cert
  secret:
    secretName: istiod-tls
    optional: true
- name: istio-csr-ca-configmap
  {{- if include "istiod.trustBundles" . }}
  projected:
    sources:
      - clusterTrustBundle:
          name: {{ printf "istio.io:istiod-ca:%s" (.Values.global.trustBundleName | default "root-cert") | quote }}
          path: root-cert.pem
          optional: true
  {{- else }}
  configMap:
    name: {{ .Values.global.trustBundleName | default "istio-ca-root-cert" | quote }}
    defaultMode: 420
    optional: true
  {{- end }}
{{- if .Values.jwksResolverExtraRootCA }}
- name: extracacerts
  configMap:
    name: pilot-jwks-extra-cacerts{{ include "mesh.revisionSuffix" . }}
{{- end }}
{{- with .Values.volumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
