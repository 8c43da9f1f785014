// SPDX-License-Identifier: Apache-2.0

package node

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// Annotations of a pod, or of its namespace for all pods in it, that say what becomes of it.
const (
	// fateAnnotation holds what the pod ends up as: Ready when it is left out, else NotReady, Pending (nothing ever
	// happens), Failed, Evicted, Completed, OOMKilled, or what a container waits for: ImagePullBackOff,
	// CrashLoopBackOff, CreateContainerConfigError and so on. "Init:" before it means the first init container.
	// A pod that cannot be scheduled needs no annotation: the scheduler is real, so ask for more CPU than there is.
	fateAnnotation = "node.test/fate"
	// messageAnnotation holds what is said about it.
	messageAnnotation = "node.test/message"
	// afterAnnotation holds how long that takes, as Go spells durations.
	afterAnnotation = "node.test/after"
	// portsAnnotation maps ports of the pod to ports on this machine: "15000=43211,15090=43212".
	portsAnnotation = "node.test/ports"
	// logAnnotation holds the path of the file that is the log of every container.
	logAnnotation = "node.test/log"
)

// fate is what becomes of a pod.
type fate struct {
	reason  string
	message string
	after   time.Duration
	init    bool
}

// fateOf reads the annotations of a pod and, for what it does not have, of its namespace.
func fateOf(pod *corev1.Pod, namespace *corev1.Namespace) (fate, error) {
	read := func(name string) string {
		if value, ok := pod.Annotations[name]; ok || namespace == nil {
			return value
		}
		return namespace.Annotations[name]
	}
	f := fate{message: read(messageAnnotation)}
	f.reason, f.init = strings.CutPrefix(read(fateAnnotation), "Init:")
	if f.reason == "" {
		f.reason = "Ready"
		if pod.Spec.RestartPolicy != corev1.RestartPolicyAlways {
			f.reason = "Completed"
		}
	}
	if f.init && len(pod.Spec.InitContainers) == 0 {
		return f, fmt.Errorf("%s: the pod has no init containers", fateAnnotation)
	}
	if text := read(afterAnnotation); text != "" {
		after, err := time.ParseDuration(text)
		if err != nil {
			return f, fmt.Errorf("%s: %w", afterAnnotation, err)
		}
		f.after = after
	}
	return f, nil
}

// localPort returns the port on this machine that stands for a port of the pod.
func localPort(pod *corev1.Pod, port int32) (int, bool) {
	for _, pair := range strings.Split(pod.Annotations[portsAnnotation], ",") {
		left, right, _ := strings.Cut(strings.TrimSpace(pair), "=")
		local, err := strconv.Atoi(right)
		if err == nil && left == strconv.Itoa(int(port)) {
			return local, true
		}
	}
	return 0, false
}
