// SPDX-License-Identifier: Apache-2.0

// yaml-oracle answers one JSON request per line of stdin with what sigs.k8s.io/yaml makes of it:
// {"emit": <any JSON>} -> {"yaml": "..."}; {"parse": "<text>"} -> {"json": <value>}; or {"error": "..."}.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"sigs.k8s.io/yaml"
)

type request struct {
	Emit  json.RawMessage `json:"emit"`
	Parse *string         `json:"parse"`
}

type answer struct {
	YAML  *string         `json:"yaml,omitempty"`
	JSON  json.RawMessage `json:"json,omitempty"`
	Error string          `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
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
	if r.Parse != nil {
		return parse(*r.Parse)
	}
	var value any
	if err := json.Unmarshal(r.Emit, &value); err != nil {
		return answer{Error: err.Error()}
	}
	text, err := yaml.Marshal(value)
	if err != nil {
		return answer{Error: err.Error()}
	}
	s := string(text)
	return answer{YAML: &s}
}

func parse(text string) answer {
	value, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{JSON: value}
}
