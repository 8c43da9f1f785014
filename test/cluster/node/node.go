// SPDX-License-Identifier: Apache-2.0

// Package node stands in for kubelets and container runtimes: it registers nodes, gives the pods that are scheduled to
// them the status they would have, and serves port-forward, exec and logs. Nothing runs in such a pod; its ports may
// be those of a process on this machine. What becomes of a pod is up to annotations, see fate.go.
package node

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/retry"
	"k8s.io/client-go/util/workqueue"
)

// Config says which nodes there are and how the API server reaches them.
type Config struct {
	Client kubernetes.Interface
	// Count of the nodes, which are named node-1, node-2 and so on.
	Count int
	// Port of the kubelets' server on the loopback address; reserved by the caller, who keeps it bound.
	Port int
	// Paths of the server's certificate and key, and of the authority that signed the API server's.
	CertFile, KeyFile, CAFile string
}

// Run registers the nodes and serves them until ctx ends. It returns as soon as they are ready.
func Run(ctx context.Context, config Config) error {
	factory := informers.NewSharedInformerFactory(config.Client, 0)
	pods := newPods(ctx, config, factory)
	if err := serve(ctx, config, pods.lister); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	version, err := config.Client.Discovery().ServerVersion()
	if err != nil {
		return err
	}
	for i := 1; i <= config.Count; i++ {
		if err := register(ctx, config, fmt.Sprintf("node-%d", i), version.GitVersion); err != nil {
			return fmt.Errorf("registering a node: %w", err)
		}
	}
	pods.work(ctx)
	return nil
}

// newPods prepares the part that moves pods through their lives; it sees them once factory is started.
func newPods(ctx context.Context, config Config, factory informers.SharedInformerFactory) *pods {
	broadcaster := record.NewBroadcaster(record.WithContext(ctx))
	broadcaster.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: config.Client.CoreV1().Events("")})
	informer := factory.Core().V1().Pods()
	p := &pods{
		client:     config.Client,
		lister:     informer.Lister(),
		namespaces: factory.Core().V1().Namespaces().Lister(),
		events:     broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "kubelet"}),
		queue:      workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[string]()),
	}
	p.watch(informer.Informer(), factory.Core().V1().Namespaces().Informer())
	return p
}

// register creates a node and reports it ready. An admission plugin taints every new node, and nothing here runs the
// controller that would take the taint off.
func register(ctx context.Context, config Config, name, version string) error {
	nodes := config.Client.CoreV1().Nodes()
	_, err := nodes.Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{
		Name:   name,
		Labels: map[string]string{corev1.LabelHostname: name, corev1.LabelOSStable: "linux", corev1.LabelArchStable: "amd64"},
	}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	room := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("64"),
		corev1.ResourceMemory:           resource.MustParse("256Gi"),
		corev1.ResourceEphemeralStorage: resource.MustParse("1Ti"),
		corev1.ResourcePods:             resource.MustParse("10000"),
	}
	now := metav1.NewTime(time.Now())
	status := corev1.NodeStatus{
		Capacity:    room,
		Allocatable: room,
		Conditions: []corev1.NodeCondition{{
			Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady",
			Message: "the stand-in kubelet is ready", LastHeartbeatTime: now, LastTransitionTime: now,
		}},
		Addresses: []corev1.NodeAddress{
			{Type: corev1.NodeInternalIP, Address: "127.0.0.1"},
			{Type: corev1.NodeHostName, Address: name},
		},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: int32(config.Port)}},
		NodeInfo:        corev1.NodeSystemInfo{KubeletVersion: version, OperatingSystem: "linux", Architecture: "amd64"},
	}
	// The controllers of nodes write to a new node, too.
	return retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		node, err := nodes.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		node.Status = status
		if node, err = nodes.UpdateStatus(ctx, node, metav1.UpdateOptions{}); err != nil {
			return err
		}
		node.Spec.Taints = nil
		_, err = nodes.Update(ctx, node, metav1.UpdateOptions{})
		return err
	})
}
