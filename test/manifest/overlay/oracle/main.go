// SPDX-License-Identifier: Apache-2.0

// strategic-merge-oracle applies strategic merge patches as the Kubernetes API server does. One JSON request per line of
// stdin, {"kind": "Deployment", "original": {…}, "patch": {…}}; each is answered with {"merged": {…}} or {"error": "…"}.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	admission "k8s.io/api/admissionregistration/v1"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

type request struct {
	Kind     string          `json:"kind"`
	Original json.RawMessage `json:"original"`
	Patch    json.RawMessage `json:"patch"`
}

type answer struct {
	Merged json.RawMessage `json:"merged,omitempty"`
	Error  string          `json:"error,omitempty"`
}

var kinds = map[string]any{
	"Pod":                          core.Pod{},
	"Service":                      core.Service{},
	"Deployment":                   apps.Deployment{},
	"DaemonSet":                    apps.DaemonSet{},
	"PodDisruptionBudget":          policy.PodDisruptionBudget{},
	"MutatingWebhookConfiguration": admission.MutatingWebhookConfiguration{},
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			if err := encoder.Encode(handle(line)); err != nil {
				panic(err)
			}
		}
		if err != nil {
			return
		}
	}
}

func handle(line []byte) answer {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: err.Error()}
	}
	merged, err := strategicpatch.StrategicMergePatch(r.Original, r.Patch, kinds[r.Kind])
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Merged: merged}
}
