{{- /* The Service of istiod. Argument: root, name, labels (a map, beside those of istiod). */}}
{{- define "istiod.service" -}}
{{- $values := .root.Values -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace | quote }}
  labels:
    app: istiod
    istio: pilot
    {{- include "istiod.labels" .root | nindent 4 }}
    {{- with .labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $values.serviceAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with include "istiod.serviceFamilies" $values }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with $values.trafficDistribution }}
  trafficDistribution: {{ . }}
  {{- end }}
  ports:
    - {name: grpc-xds, protocol: TCP, port: 15010}
    - {name: https-dns, protocol: TCP, port: 15012}
    - {name: https-webhook, protocol: TCP, port: 443, targetPort: 15017}
    - {name: http-monitoring, protocol: TCP, port: 15014}
  selector:
    {{- include "istiod.selector" .root | nindent 4 }}
{{- end }}
