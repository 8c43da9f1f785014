// SPDX-License-Identifier: Apache-2.0

// Renders charts given as JSON lines with Helm's own engine and answers in JSON lines, so that one process
// compares thousands of templates and the failure of one stays apart from the others.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

type request struct {
	Files       map[string]string        `json:"files"`
	Values      map[string]interface{}   `json:"values"`
	Release     chartutil.ReleaseOptions `json:"release"`
	KubeVersion string                   `json:"kubeVersion"`
	APIVersions []string                 `json:"apiVersions"`
}

type answer struct {
	Files map[string]string `json:"files,omitempty"`
	CRDs  []string          `json:"crds,omitempty"`
	Error string            `json:"error,omitempty"`
}

func render(r request) (a answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	var files []*loader.BufferedFile
	for name, text := range r.Files {
		files = append(files, &loader.BufferedFile{Name: name, Data: []byte(text)})
	}
	c, err := loader.LoadFiles(files)
	if err != nil {
		return a, err
	}
	if r.Values == nil {
		r.Values = map[string]interface{}{}
	}
	if err := chartutil.ProcessDependenciesWithMerge(c, r.Values); err != nil {
		return a, err
	}
	caps := *chartutil.DefaultCapabilities
	if r.KubeVersion != "" {
		v, err := chartutil.ParseKubeVersion(r.KubeVersion)
		if err != nil {
			return a, err
		}
		caps.KubeVersion = *v
	}
	caps.APIVersions = append(append(chartutil.VersionSet{}, caps.APIVersions...), r.APIVersions...)
	values, err := chartutil.ToRenderValues(c, r.Values, r.Release, &caps)
	if err != nil {
		return a, err
	}
	for _, crd := range c.CRDObjects() {
		a.CRDs = append(a.CRDs, crd.Filename)
	}
	a.Files, err = engine.Render(c, values)
	return a, err
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.Scan() {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			panic(err)
		}
		a, err := render(r)
		if err != nil {
			a = answer{Error: err.Error()}
		}
		if err := encoder.Encode(a); err != nil {
			panic(err)
		}
	}
}
