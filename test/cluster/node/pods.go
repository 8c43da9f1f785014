// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"
)

// workers is how many pods are settled at a time.
const workers = 8

// pods moves the pods of our nodes through their lives.
type pods struct {
	client     kubernetes.Interface
	lister     listers.PodLister
	namespaces listers.NamespaceLister
	events     record.EventRecorder
	queue      workqueue.TypedRateLimitingInterface[string]
	// taken holds when a pod was taken on, by its UID: its status tells that in whole seconds only.
	taken sync.Map
	// done holds the fates that were brought about, by the pod's UID.
	done sync.Map
	// addresses counts the pod addresses that were given away.
	addresses atomic.Int64
}

// watch queues every pod that changed, and the pods of every namespace that did.
func (p *pods) watch(podInformer, namespaceInformer cache.SharedIndexInformer) {
	enqueue := func(object any) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			p.queue.Add(key)
		}
	}
	_, _ = podInformer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    enqueue,
		UpdateFunc: func(_, object any) { enqueue(object) },
	})
	_, _ = namespaceInformer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		UpdateFunc: func(_, object any) {
			namespace, ok := object.(*corev1.Namespace)
			if !ok {
				return
			}
			found, _ := p.lister.Pods(namespace.Name).List(labels.Everything())
			for _, pod := range found {
				enqueue(pod)
			}
		},
	})
}

// work settles pods until ctx ends.
func (p *pods) work(ctx context.Context) {
	context.AfterFunc(ctx, p.queue.ShutDown)
	for range workers {
		go p.takeTurns(ctx)
	}
}

func (p *pods) takeTurns(ctx context.Context) {
	for {
		key, over := p.queue.Get()
		if over {
			return
		}
		again, err := p.settle(ctx, key)
		switch {
		case err != nil:
			p.queue.AddRateLimited(key)
		default:
			p.queue.Forget(key)
			if again > 0 {
				p.queue.AddAfter(key, again)
			}
		}
		p.queue.Done(key)
	}
}

// settle does the next thing to a pod, and tells after how long to look again; 0 is when it changes.
func (p *pods) settle(ctx context.Context, key string) (again time.Duration, err error) {
	namespace, name, err := cache.SplitMetaNamespaceKey(key)
	if err != nil {
		return 0, nil
	}
	pod, err := p.lister.Pods(namespace).Get(name)
	if err != nil || !strings.HasPrefix(pod.Spec.NodeName, "node-") {
		return 0, nil
	}
	if pod.DeletionTimestamp != nil {
		return 0, p.remove(ctx, pod)
	}
	if pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed {
		return 0, nil
	}
	space, _ := p.namespaces.Get(namespace)
	fate, err := fateOf(pod, space)
	if err != nil {
		p.events.Event(pod, corev1.EventTypeWarning, "BadAnnotation", err.Error())
		return 0, nil
	}
	if fate.reason == "Pending" || p.isDone(pod, fate) {
		return 0, nil
	}
	if pod.Status.StartTime == nil {
		now := time.Now()
		p.taken.Store(pod.UID, now)
		return 0, p.write(ctx, pod, creating(pod, p.addresses.Add(1), now))
	}
	if taken, ok := p.taken.Load(pod.UID); ok {
		if left := time.Until(taken.(time.Time).Add(fate.after)); left > 0 {
			return left, nil
		}
	}
	if err := p.write(ctx, pod, ended(pod, fate, time.Now())); err != nil {
		return 0, err
	}
	p.done.Store(pod.UID, fate)
	if reason, message := complaint(pod, fate); reason != "" {
		p.events.Event(pod, corev1.EventTypeWarning, reason, message)
	}
	return 0, nil
}

func (p *pods) isDone(pod *corev1.Pod, fate fate) bool {
	done, _ := p.done.Load(pod.UID)
	return done == fate
}

func (p *pods) write(ctx context.Context, pod *corev1.Pod, status corev1.PodStatus) error {
	changed := pod.DeepCopy()
	changed.Status = status
	_, err := p.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, changed, metav1.UpdateOptions{})
	return err
}

// remove confirms that a pod that is being deleted has stopped.
func (p *pods) remove(ctx context.Context, pod *corev1.Pod) error {
	p.done.Delete(pod.UID)
	p.taken.Delete(pod.UID)
	options := metav1.NewDeleteOptions(0)
	options.Preconditions = metav1.NewUIDPreconditions(string(pod.UID))
	err := p.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, *options)
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return nil
	}
	return err
}

// complaint is the warning that a kubelet would record for a fate.
func complaint(pod *corev1.Pod, fate fate) (reason, message string) {
	switch fate.reason {
	case "Ready", "Completed":
		return "", ""
	case "NotReady":
		return "Unhealthy", "Readiness probe failed: " + fate.orElse("connection refused")
	case "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CreateContainerConfigError", "CreateContainerError":
		return "Failed", "Error: " + fate.reason + fate.detail()
	case "Evicted":
		return "Evicted", fate.orElse("The node was low on resource: memory.")
	default:
		container := target(pod, fate).Name
		return "BackOff", fmt.Sprintf("Back-off restarting failed container %s in pod %s", container, pod.Name)
	}
}

func (f fate) orElse(text string) string {
	if f.message != "" {
		return f.message
	}
	return text
}

func (f fate) detail() string {
	if f.message == "" {
		return ""
	}
	return ": " + f.message
}
