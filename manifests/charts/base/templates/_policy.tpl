{{- /* The admission policy that refuses what is not stable yet; base has it for all, istiod for its own revision. */}}

{{- /*
Policy and binding. Argument: root, name and binding (full names), labels (text), objectSelector (list of
matchExpressions, left out when empty).
*/}}
{{- define "policy.stableChannel" -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ .name | quote }}
  labels:
    {{- .labels | nindent 4 }}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: ["security.istio.io", "networking.istio.io", "telemetry.istio.io", "extensions.istio.io"]
        apiVersions: ["*"]
        operations: ["CREATE", "UPDATE"]
        resources: ["*"]
    {{- with .objectSelector }}
    objectSelector:
      matchExpressions:
        {{- toYaml . | nindent 8 }}
    {{- end }}
  variables:
    {{- range $kind := list "EnvoyFilter" "WasmPlugin" "ProxyConfig" "Telemetry" "AuthorizationPolicy" }}
    - name: is{{ $kind }}
      expression: "object.kind == '{{ $kind }}'"
    {{- end }}
  validations:
    # Kinds without a stable form.
    {{- range $kind := list "EnvoyFilter" "WasmPlugin" "ProxyConfig" }}
    - expression: "!variables.is{{ $kind }}"
    {{- end }}
    # Fields of stable kinds that are not stable themselves.
    - expression: |
        !(
          variables.isTelemetry && (
            (has(object.spec.tracing) ? object.spec.tracing : {}).exists(t, has(t.useRequestIdForTraceSampling)) ||
            (has(object.spec.metrics) ? object.spec.metrics : {}).exists(m, has(m.reportingInterval)) ||
            (has(object.spec.accessLogging) ? object.spec.accessLogging : {}).exists(l, has(l.filter))
          )
        )
    - expression: |-
        !(
          variables.isAuthorizationPolicy &&
          has(object.spec.rules) &&
          object.spec.rules.exists(r,
            has(r.from) && r.from.exists(f,
              has(f.source) && (has(f.source.trustDomains) || has(f.source.notTrustDomains))
            )
          )
        )
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ .binding | quote }}
spec:
  policyName: {{ .name | quote }}
  validationActions: ["Deny"]
{{- end }}
