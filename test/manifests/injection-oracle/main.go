// SPDX-License-Identifier: Apache-2.0

// Executes injection templates as istiod can: Go's text/template over the types of Kubernetes and Istio. One JSON
// request per line on stdin, one JSON answer per line on stdout.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"text/template"

	"google.golang.org/protobuf/encoding/protojson"
	meshconfig "istio.io/api/mesh/v1alpha1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
)

// mesh is what templates of both kinds see.
type mesh struct {
	Values           map[string]any
	Revision         string
	ProxyImage       string
	ProxyUID         int64
	ProxyGID         int64
	CompliancePolicy string
}

type podData struct {
	mesh
	ProxyConfig              *meshconfig.ProxyConfig
	MeshConfig               *meshconfig.MeshConfig
	TypeMeta                 metav1.TypeMeta
	DeploymentMeta           types.NamespacedName
	ObjectMeta               metav1.ObjectMeta
	Spec                     corev1.PodSpec
	NativeSidecars           bool
	InboundTrafficPolicyMode string
}

// gatewayData has only those fields of a Gateway that templates are known to be given.
type gatewayData struct {
	mesh
	ProxyConfig               *meshconfig.ProxyConfig
	MeshConfig                *meshconfig.MeshConfig
	Name                      string
	Namespace                 string
	UID                       types.UID
	Spec                      gateway.GatewaySpec
	ServiceAccount            string
	DeploymentName            string
	InfrastructureLabels      map[string]string
	InfrastructureAnnotations map[string]string
	GatewayClass              string
	ControllerLabel           string
	GatewayNameLabel          string
	Ports                     []corev1.ServicePort
	ServiceType               corev1.ServiceType
	KubeVersion               int
	ClusterID                 string
	AgentgatewayImage         string
}

type request struct {
	Template    string          `json:"template"`
	IsPod       bool            `json:"isPod"`
	Data        json.RawMessage `json:"data"`
	ProxyConfig json.RawMessage `json:"proxyConfig"`
	MeshConfig  json.RawMessage `json:"meshConfig"`
}

type answer struct {
	Output string `json:"output"`
	Error  string `json:"error"`
}

func (r request) data() (any, error) {
	proxy, mesh := &meshconfig.ProxyConfig{}, &meshconfig.MeshConfig{}
	if err := protojson.Unmarshal(r.ProxyConfig, proxy); err != nil {
		return nil, err
	}
	if err := protojson.Unmarshal(r.MeshConfig, mesh); err != nil {
		return nil, err
	}
	if r.IsPod {
		pod := podData{ProxyConfig: proxy, MeshConfig: mesh}
		err := json.Unmarshal(r.Data, &pod)
		return pod, err
	}
	gateway := gatewayData{ProxyConfig: proxy, MeshConfig: mesh}
	err := json.Unmarshal(r.Data, &gateway)
	return gateway, err
}

func run(r request) (string, error) {
	data, err := r.data()
	if err != nil {
		return "", err
	}
	parsed, err := template.New("inject").Funcs(functions()).Parse(r.Template)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, data)
	return out.String(), err
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			panic(err)
		}
		var a answer
		output, err := run(r)
		a.Output = output
		if err != nil {
			a.Error = err.Error()
		}
		if err := out.Encode(a); err != nil {
			panic(err)
		}
	}
	if err := in.Err(); err != nil {
		panic(err)
	}
}
