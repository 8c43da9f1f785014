// SPDX-License-Identifier: Apache-2.0

// Command apiextensions-rules answers what a Kubernetes API server would say of custom resources: it runs the
// server's own packages, without a server. Usage: apiextensions-rules CRDS.json < documents, one JSON document
// a line; for each it writes one line: the paths of unknown fields, the errors as the server prints them, and whether
// these keep it from running rules.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"sort"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

type kind struct {
	structural *schema.Structural
	schema     validation.SchemaValidator
	rules      *cel.Validator
}

type answer struct {
	Unknown []string `json:"unknown"`
	Errors  []string `json:"errors"`
	Blocked bool     `json:"blocked"`
}

func main() {
	kinds := load(os.Args[1])
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var object map[string]interface{}
		if err := utiljson.Unmarshal(lines.Bytes(), &object); err != nil {
			log.Fatal(err)
		}
		k, ok := kinds[fmt.Sprint(object["apiVersion"], "/", object["kind"])]
		if !ok {
			log.Fatalf("no schema for %v %v", object["apiVersion"], object["kind"])
		}
		text, err := json.Marshal(k.check(object))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(out, string(text))
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

func load(path string) map[string]kind {
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var crds []apiextensionsv1.CustomResourceDefinition
	if err := json.Unmarshal(text, &crds); err != nil {
		log.Fatal(err)
	}
	kinds := map[string]kind{}
	for _, crd := range crds {
		for _, version := range crd.Spec.Versions {
			name := fmt.Sprint(crd.Spec.Group, "/", version.Name, "/", crd.Spec.Names.Kind)
			kinds[name] = compile(name, version.Schema)
		}
	}
	return kinds
}

func compile(name string, v1 *apiextensionsv1.CustomResourceValidation) kind {
	internal := &apiextensions.CustomResourceValidation{}
	if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(v1, internal, nil); err != nil {
		log.Fatal(name, err)
	}
	structural, err := schema.NewStructural(internal.OpenAPIV3Schema)
	if err != nil {
		log.Fatal(name, err)
	}
	if errs := schema.ValidateStructural(nil, structural); len(errs) > 0 {
		log.Fatal(name, errs)
	}
	validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
	if err != nil {
		log.Fatal(name, err)
	}
	return kind{structural, validator, cel.NewValidator(structural, true, celconfig.PerCallLimit)}
}

func (k kind) check(object map[string]interface{}) answer {
	unknown := pruning.PruneWithOptions(object, k.structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	defaulting.PruneNonNullableNullsWithoutDefaults(object, k.structural)
	defaulting.Default(object, k.structural)
	errs := validation.ValidateCustomResource(nil, object, k.schema)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, k.structural, object)...)
	blocked := blocks(errs)
	if !blocked {
		broken, _ := k.rules.Validate(context.Background(), nil, k.structural, object, nil, celconfig.RuntimeCELCostBudget)
		errs = append(errs, broken...)
	}
	result := answer{Unknown: append([]string{}, unknown...), Errors: []string{}, Blocked: blocked}
	for _, err := range errs {
		result.Errors = append(result.Errors, err.Error())
	}
	sort.Strings(result.Errors)
	return result
}

// The server does not run rules over an object whose shape or size is wrong.
func blocks(errs field.ErrorList) bool {
	for _, err := range errs {
		switch err.Type {
		case field.ErrorTypeRequired, field.ErrorTypeTooLong, field.ErrorTypeTooMany, field.ErrorTypeTypeInvalid, field.ErrorTypeNotSupported:
			return true
		}
	}
	return false
}
