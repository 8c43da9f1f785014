{{- /* The labels that all objects of the agent have; objects differ in how they name the application. */}}
{{- define "cni.commonLabels" -}}
release: {{ .Release.Name | quote }}
{{ include "mesh.ownerLabels" . }}
operator.istio.io/component: Cni
{{ include "cni.nameLabels" . }}
{{- end }}

{{- define "cni.nameLabels" -}}
app.kubernetes.io/name: istio-cni
{{ include "mesh.labels" . }}
{{- end }}

{{- /* A folder that the platform knows better than a fixed default: GKE keeps CNI plug-ins where nodes may write. */}}
{{- define "cni.binDir" -}}
{{- $fallback := ternary "/home/kubernetes/bin" "/opt/cni/bin" (contains "-gke" .Capabilities.KubeVersion.Version) -}}
{{ .Values.cniBinDir | default $fallback }}
{{- end }}

{{- /* A ClusterRoleBinding of that name to the agent's service account, from (list ROOT NAME ROLE LABEL). */}}
{{- define "cni.clusterRoleBinding" -}}
{{- $root := index . 0 }}
{{- $name := index . 1 -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ $name | quote }}
  labels:
    {{ index . 3 }}
    {{- include "cni.commonLabels" $root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ index . 2 | quote }}
subjects:
  - kind: ServiceAccount
    name: istio-cni
    namespace: {{ $root.Release.Namespace | quote }}
{{- end }}
