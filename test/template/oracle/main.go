// SPDX-License-Identifier: Apache-2.0

// Runs templates through Go's own text/template: one JSON case per line on stdin, one JSON result per line on stdout.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
)

type source struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type testCase struct {
	Templates  []source `json:"templates"`
	Data       any      `json:"data"`
	MissingKey string   `json:"missingKey"`
}

type result struct {
	Output string `json:"output"`
	Error  string `json:"error"`
}

// Ship stands for the structs that Helm hands to templates.
type Ship struct {
	Name  string
	Masts int
	Cargo map[string]any
}

func (s Ship) Greet(who string) string    { return "ahoy " + who + " from " + s.Name }
func (s Ship) Sink() (string, error)      { return "", errors.New(s.Name + " does not sink") }
func (s Ship) Join(parts ...any) string   { return fmt.Sprint(parts...) }
func (s Ship) Load(n int, f float64) bool { return float64(n) > f }

// decode turns {"$int": "5"} into an int and {"$ship": "name"} into a Ship; other numbers stay float64.
func decode(value any) any {
	switch typed := value.(type) {
	case map[string]any:
		if digits, ok := typed["$int"].(string); ok {
			number, err := strconv.Atoi(digits)
			if err != nil {
				panic(err)
			}
			return number
		}
		if name, ok := typed["$ship"].(string); ok {
			return Ship{Name: name, Masts: 3, Cargo: map[string]any{"tea": 12.0}}
		}
		for key, entry := range typed {
			typed[key] = decode(entry)
		}
	case []any:
		for i, entry := range typed {
			typed[i] = decode(entry)
		}
	}
	return value
}

func functions(root *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, dot any) (string, error) {
			var out strings.Builder
			err := root.ExecuteTemplate(&out, name, dot)
			return out.String(), err
		},
		"list":  func(items ...any) []any { return items },
		"upper": strings.ToUpper,
		"half":  func(n float64) float64 { return n / 2 },
		"next":  func(n int) int { return n + 1 },
		"no":    func(b bool) bool { return !b },
		"size":  func(items []any) int { return len(items) },
		"wide":  func(m map[string]any) int { return len(m) },
		"none":  func() any { return nil },
		"fail":  func(reason string) (string, error) { return "", errors.New(reason) },
	}
}

func run(c testCase) (r result) {
	root := template.New("gotpl").Option("missingkey=" + c.MissingKey)
	root.Funcs(functions(root))
	for _, s := range c.Templates {
		if _, err := root.New(s.Name).Parse(s.Text); err != nil {
			return result{Error: err.Error()}
		}
	}
	var out strings.Builder
	if err := root.ExecuteTemplate(&out, c.Templates[0].Name, decode(c.Data)); err != nil {
		return result{Error: err.Error()}
	}
	return result{Output: out.String()}
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var c testCase
			if err := json.Unmarshal(line, &c); err != nil {
				panic(err)
			}
			if err := out.Encode(run(c)); err != nil {
				panic(err)
			}
		}
		if err != nil {
			return
		}
	}
}
