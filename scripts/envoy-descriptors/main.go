// SPDX-License-Identifier: Apache-2.0

// Command envoy-descriptors prints what proxy-config must know of Envoy's and Istio's protobuf messages, as JSON:
//
//	{"enums": ["NAME VALUE=NUMBER ...", ...], "messages": ["NAME FIELD ...", ...]}
//
// A FIELD is NAME[=NUMBER][@JSONNAME]:[*|<K>][?][|ONEOF]TYPE in the order of declaration: NUMBER is left out where it is
// the one after the last field's, * is a list, <K> a map with keys of type K, ? a scalar that knows whether it was set,
// |N a member of the Nth oneof. TYPE is a letter for a scalar, .N for the Nth message and #N for the Nth enum of the lists.
// Only Prometheus' own messages, which no dump holds, have sint fields; whether a number is fixed shows on the wire.
//
// Run in its folder: go run ./imports && go run . > ../../src/envoy/proto/descriptors.generated.json
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

var scalars = map[protoreflect.Kind]string{
	protoreflect.BoolKind:     "b",
	protoreflect.StringKind:   "s",
	protoreflect.BytesKind:    "y",
	protoreflect.DoubleKind:   "d",
	protoreflect.FloatKind:    "f",
	protoreflect.Int32Kind:    "i",
	protoreflect.Sint32Kind:   "i",
	protoreflect.Sfixed32Kind: "i",
	protoreflect.Uint32Kind:   "u",
	protoreflect.Fixed32Kind:  "u",
	protoreflect.Int64Kind:    "I",
	protoreflect.Sint64Kind:   "I",
	protoreflect.Sfixed64Kind: "I",
	protoreflect.Uint64Kind:   "U",
	protoreflect.Fixed64Kind:  "U",
}

type registry struct {
	messages []protoreflect.MessageDescriptor
	enums    []protoreflect.EnumDescriptor
	numbers  map[protoreflect.FullName]int
}

func main() {
	known := collect()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprint(out, "{\"enums\":[\n")
	for i, enum := range known.enums {
		line(out, i, enumText(enum))
	}
	fmt.Fprint(out, "\n],\"messages\":[\n")
	for i, message := range known.messages {
		line(out, i, known.messageText(message))
	}
	fmt.Fprint(out, "\n]}\n")
}

func line(out *bufio.Writer, i int, text string) {
	if i > 0 {
		fmt.Fprint(out, ",\n")
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	// Keys of maps are written between angle brackets, which encoding/json would escape.
	out.WriteString(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(quoted)))
}

// Messages and enums of all linked files but those that describe protobuf itself, by name.
func collect() *registry {
	known := &registry{numbers: map[protoreflect.FullName]int{}}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if path := file.Path(); path != "google/protobuf/descriptor.proto" && path != "validate/validate.proto" {
			if len(os.Args) > 1 && os.Args[1] == "-files" {
				fmt.Fprintln(os.Stderr, path)
			}
			known.addMessages(file.Messages())
			known.addEnums(file.Enums())
		}
		return true
	})
	slices.SortFunc(known.messages, func(a, b protoreflect.MessageDescriptor) int {
		return strings.Compare(string(a.FullName()), string(b.FullName()))
	})
	slices.SortFunc(known.enums, func(a, b protoreflect.EnumDescriptor) int {
		return strings.Compare(string(a.FullName()), string(b.FullName()))
	})
	for i, message := range known.messages {
		known.numbers[message.FullName()] = i
	}
	for i, enum := range known.enums {
		known.numbers[enum.FullName()] = i
	}
	return known
}

func (known *registry) addMessages(messages protoreflect.MessageDescriptors) {
	for i := range messages.Len() {
		message := messages.Get(i)
		if message.IsMapEntry() {
			continue
		}
		known.messages = append(known.messages, message)
		known.addMessages(message.Messages())
		known.addEnums(message.Enums())
	}
}

func (known *registry) addEnums(enums protoreflect.EnumDescriptors) {
	for i := range enums.Len() {
		known.enums = append(known.enums, enums.Get(i))
	}
}

func enumText(enum protoreflect.EnumDescriptor) string {
	var out strings.Builder
	out.WriteString(string(enum.FullName()))
	for i := range enum.Values().Len() {
		value := enum.Values().Get(i)
		fmt.Fprintf(&out, " %s=%d", value.Name(), value.Number())
	}
	return out.String()
}

func (known *registry) messageText(message protoreflect.MessageDescriptor) string {
	var out strings.Builder
	out.WriteString(string(message.FullName()))
	last := protoreflect.FieldNumber(0)
	for i := range message.Fields().Len() {
		field := message.Fields().Get(i)
		out.WriteString(" " + known.fieldText(field, field.Number() != last+1))
		last = field.Number()
	}
	return out.String()
}

func (known *registry) fieldText(field protoreflect.FieldDescriptor, numbered bool) string {
	name := string(field.Name())
	text := name
	if numbered {
		text += fmt.Sprintf("=%d", field.Number())
	}
	if field.JSONName() != camelCase(name) {
		text += "@" + field.JSONName()
	}
	text += ":"
	switch {
	case field.IsMap():
		return text + "<" + known.typeText(field.MapKey()) + ">" + known.typeText(field.MapValue())
	case field.IsList():
		return text + "*" + known.typeText(field)
	}
	if field.HasPresence() && field.Message() == nil {
		text += "?"
	}
	if oneof := field.ContainingOneof(); oneof != nil && !oneof.IsSynthetic() {
		text += fmt.Sprintf("|%d", oneof.Index())
	}
	return text + known.typeText(field)
}

func (known *registry) typeText(field protoreflect.FieldDescriptor) string {
	if message := field.Message(); message != nil {
		return fmt.Sprintf(".%d", known.numbers[message.FullName()])
	}
	if enum := field.Enum(); enum != nil {
		return fmt.Sprintf("#%d", known.numbers[enum.FullName()])
	}
	return scalars[field.Kind()]
}

// The JSON name that protoc derives where none is given.
func camelCase(name string) string {
	var out strings.Builder
	upper := false
	for _, letter := range name {
		if letter == '_' {
			upper = true
			continue
		}
		if upper && 'a' <= letter && letter <= 'z' {
			letter += 'A' - 'a'
		}
		upper = false
		out.WriteRune(letter)
	}
	return out.String()
}
