// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"google.golang.org/protobuf/encoding/protojson"
	meshconfig "istio.io/api/mesh/v1alpha1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// functions are sprig's, and those that the injector adds or replaces, with parameters as narrow as its own.
func functions() template.FuncMap {
	all := sprig.TxtFuncMap()
	injectors := template.FuncMap{
		"annotation":             annotation,
		"isset":                  func(m map[string]string, key string) bool { _, ok := m[key]; return ok },
		"valueOrDefault":         valueOrDefault,
		"toJsonMap":              func(maps ...map[string]string) string { return toJSON(merged(maps)) },
		"mergeMaps":              func(maps ...map[string]string) map[string]string { return merged(maps) },
		"strdict":                strdict,
		"omit":                   omit,
		"toYaml":                 toYAML,
		"indent":                 func(n int, text string) string { return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", n)) },
		"contains":               func(needle, text string) bool { return strings.Contains(text, needle) },
		"structToJSON":           toJSON,
		"protoToJSON":            protoToJSON,
		"fromJSON":               fromJSON,
		"omitNil":                omitNil,
		"toLower":                strings.ToLower,
		"excludeInboundPort":     excludeInboundPort,
		"appendMultusNetwork":    appendMultusNetwork,
		"directory":              func(file string) string { directory, _ := path.Split(file); return directory },
		"otelResourceAttributes": otelResourceAttributes,
	}
	for name, function := range injectors {
		all[name] = function
	}
	return all
}

func annotation(meta metav1.ObjectMeta, name string, fallback any) string {
	if value, ok := meta.Annotations[name]; ok {
		return value
	}
	return fmt.Sprint(fallback)
}

func valueOrDefault(value, fallback any) any {
	if value == nil || value == "" {
		return fallback
	}
	return value
}

func merged(maps []map[string]string) map[string]string {
	result := map[string]string{}
	for _, m := range maps {
		for key, value := range m {
			result[key] = value
		}
	}
	return result
}

func strdict(pairs ...string) map[string]string {
	result := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		result[pairs[i]] = pairs[i+1]
	}
	return result
}

func omit(m map[string]string, keys ...string) map[string]string {
	result := merged([]map[string]string{m})
	for _, key := range keys {
		delete(result, key)
	}
	return result
}

func toJSON(value any) string {
	if value == nil {
		return "{}"
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func toYAML(value any) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// protoToJSON clears no defaults: tests leave them out of what they pass.
func protoToJSON(config *meshconfig.ProxyConfig) string {
	text, err := protojson.Marshal(config)
	if err != nil {
		panic(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		panic(err)
	}
	return compact.String()
}

func fromJSON(text string) any {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return "{}"
	}
	return value
}

func omitNil(value any) any {
	switch typed := value.(type) {
	case map[string]any:
		result := map[string]any{}
		for key, entry := range typed {
			if kept := omitNil(entry); kept != nil {
				result[key] = kept
			}
		}
		if len(result) == 0 {
			return nil
		}
		return result
	default:
		return value
	}
}

func excludeInboundPort(port any, list string) string {
	var ports []string
	for _, item := range strings.Split(list, ",") {
		if item = strings.TrimSpace(item); item != "" {
			ports = append(ports, item)
		}
	}
	text := strings.TrimSpace(fmt.Sprint(port))
	if text != "" && text != "0" && !slices.Contains(ports, text) {
		ports = append(ports, text)
	}
	return strings.Join(ports, ",")
}

// appendMultusNetwork knows no JSON, which is the injector's own affair.
func appendMultusNetwork(existing, network string) string {
	if existing == "" {
		return network
	}
	return existing + ", " + network
}

// otelResourceAttributes knows no providers, which are the injector's own affair too.
func otelResourceAttributes(*meshconfig.MeshConfig, map[string]string, map[string]string, string, []corev1.Container) string {
	return ""
}
