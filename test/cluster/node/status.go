// SPDX-License-Identifier: Apache-2.0

package node

import (
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// creating is the status of a pod that its node has just taken on.
func creating(pod *corev1.Pod, number int64, now time.Time) corev1.PodStatus {
	status := *pod.Status.DeepCopy()
	started := metav1.NewTime(now)
	status.Phase = corev1.PodPending
	status.StartTime = &started
	status.HostIP = "127.0.0.1"
	status.HostIPs = []corev1.HostIP{{IP: status.HostIP}}
	// Not loopback addresses, though these could be served: the API server lets no endpoint have one.
	status.PodIP = fmt.Sprintf("10.244.%d.%d", number/250%250, number%250+1)
	status.PodIPs = []corev1.PodIP{{IP: status.PodIP}}
	wait := "ContainerCreating"
	if len(pod.Spec.InitContainers) > 0 {
		wait = "PodInitializing"
	}
	status.InitContainerStatuses = statusesOf(pod.Spec.InitContainers, waitingFor(wait, ""))
	status.ContainerStatuses = statusesOf(pod.Spec.Containers, waitingFor(wait, ""))
	setConditions(&status, now)
	return status
}

// ended is the status of a pod whose fate came about.
func ended(pod *corev1.Pod, fate fate, now time.Time) corev1.PodStatus {
	status := *pod.Status.DeepCopy()
	status.Phase, status.Reason, status.Message = corev1.PodRunning, "", ""
	status.InitContainerStatuses = statusesOf(pod.Spec.InitContainers, initialized(now))
	status.ContainerStatuses = statusesOf(pod.Spec.Containers, running(now))
	switch fate.reason {
	case "Ready":
	case "NotReady":
		status.ContainerStatuses = statusesOf(pod.Spec.Containers, unready(now))
	case "Completed":
		status.Phase = corev1.PodSucceeded
		status.ContainerStatuses = statusesOf(pod.Spec.Containers, exited("Completed", 0, fate.message, now))
	case "Failed":
		status.Phase = corev1.PodFailed
		status.ContainerStatuses = statusesOf(pod.Spec.Containers, exited("Error", 1, fate.message, now))
	case "Evicted":
		status.Phase, status.Reason = corev1.PodFailed, fate.reason
		status.Message = fate.orElse("The node was low on resource: memory.")
		status.ContainerStatuses = nil
	default:
		stop(pod, &status, fate, now)
	}
	setConditions(&status, now)
	return status
}

// stop lets the container that a fate is about wait for what the fate says, and those after it wait for that one.
func stop(pod *corev1.Pod, status *corev1.PodStatus, fate fate, now time.Time) {
	stopped := stoppedBy(pod, fate, now)
	if fate.init {
		status.Phase = corev1.PodPending
		status.InitContainerStatuses = statusesOf(pod.Spec.InitContainers, waitingFor("PodInitializing", ""))
		status.InitContainerStatuses[0] = stopped(pod.Spec.InitContainers[0])
		status.ContainerStatuses = statusesOf(pod.Spec.Containers, waitingFor("PodInitializing", ""))
		return
	}
	status.ContainerStatuses[0] = stopped(pod.Spec.Containers[0])
	if len(pod.Spec.Containers) == 1 && status.ContainerStatuses[0].RestartCount == 0 {
		status.Phase = corev1.PodPending
	}
}

// target is the container that a fate is about.
func target(pod *corev1.Pod, fate fate) corev1.Container {
	if fate.init {
		return pod.Spec.InitContainers[0]
	}
	return pod.Spec.Containers[0]
}

type containerStatus func(corev1.Container) corev1.ContainerStatus

func statusesOf(containers []corev1.Container, status containerStatus) []corev1.ContainerStatus {
	var statuses []corev1.ContainerStatus
	for _, container := range containers {
		statuses = append(statuses, status(container))
	}
	return statuses
}

func stoppedBy(pod *corev1.Pod, fate fate, now time.Time) containerStatus {
	exit := int32(1)
	switch fate.reason {
	case "OOMKilled":
		exit = 137
	case "CrashLoopBackOff":
	case "ImagePullBackOff":
		return func(container corev1.Container) corev1.ContainerStatus {
			message := fmt.Sprintf("Back-off pulling image %q%s", container.Image, fate.detail())
			return waitingFor(fate.reason, message)(container)
		}
	default:
		return waitingFor(fate.reason, fate.message)
	}
	return func(container corev1.Container) corev1.ContainerStatus {
		message := fmt.Sprintf("back-off 40s restarting failed container=%s pod=%s_%s(%s)",
			container.Name, pod.Name, pod.Namespace, pod.UID)
		reason := "Error"
		if fate.reason == "OOMKilled" {
			reason = fate.reason
		}
		status := waitingFor("CrashLoopBackOff", message)(container)
		status.RestartCount = 3
		status.LastTerminationState = exited(reason, exit, fate.message, now)(container).State
		return status
	}
}

func waitingFor(reason, message string) containerStatus {
	return func(container corev1.Container) corev1.ContainerStatus {
		started := false
		return corev1.ContainerStatus{
			Name: container.Name, Image: container.Image, Started: &started,
			State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}},
		}
	}
}

func unready(now time.Time) containerStatus {
	return func(container corev1.Container) corev1.ContainerStatus {
		started := true
		return corev1.ContainerStatus{
			Name: container.Name, Image: container.Image, ImageID: container.Image, Started: &started,
			ContainerID: "test://" + container.Name,
			State:       corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.NewTime(now)}},
		}
	}
}

func running(now time.Time) containerStatus {
	return func(container corev1.Container) corev1.ContainerStatus {
		status := unready(now)(container)
		status.Ready = true
		return status
	}
}

func exited(reason string, code int32, message string, now time.Time) containerStatus {
	return func(container corev1.Container) corev1.ContainerStatus {
		at := metav1.NewTime(now)
		status := unready(now)(container)
		started := false
		status.Started = &started
		status.State = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			Reason: reason, ExitCode: code, Message: message, StartedAt: at, FinishedAt: at,
			ContainerID: status.ContainerID,
		}}
		return status
	}
}

// initialized is the status of an init container that did its work; one that always restarts is a sidecar and runs.
func initialized(now time.Time) containerStatus {
	return func(container corev1.Container) corev1.ContainerStatus {
		if container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			return running(now)(container)
		}
		status := exited("Completed", 0, "", now)(container)
		status.Ready = true
		return status
	}
}

// setConditions derives the conditions of a pod from its containers.
func setConditions(status *corev1.PodStatus, now time.Time) {
	isReady := func(container corev1.ContainerStatus) bool { return container.Ready }
	initialized := !slices.ContainsFunc(status.InitContainerStatuses, func(c corev1.ContainerStatus) bool { return !isReady(c) })
	var unready []string
	for _, container := range status.ContainerStatuses {
		if !container.Ready {
			unready = append(unready, container.Name)
		}
	}
	ready := initialized && len(unready) == 0 && status.Phase == corev1.PodRunning
	reason, message := "", ""
	switch {
	case status.Phase == corev1.PodSucceeded:
		reason = "PodCompleted"
	case !ready:
		reason, message = "ContainersNotReady", fmt.Sprintf("containers with unready status: %v", unready)
	}
	setCondition(status, corev1.PodReadyToStartContainers, true, "", "", now)
	setCondition(status, corev1.PodInitialized, initialized, "", "", now)
	setCondition(status, corev1.ContainersReady, ready, reason, message, now)
	setCondition(status, corev1.PodReady, ready, reason, message, now)
}

func setCondition(status *corev1.PodStatus, kind corev1.PodConditionType, holds bool, reason, message string, now time.Time) {
	value := corev1.ConditionFalse
	if holds {
		value = corev1.ConditionTrue
	}
	condition := corev1.PodCondition{
		Type: kind, Status: value, Reason: reason, Message: message, LastTransitionTime: metav1.NewTime(now),
	}
	for i, existing := range status.Conditions {
		if existing.Type != kind {
			continue
		}
		if existing.Status == value {
			condition.LastTransitionTime = existing.LastTransitionTime
		}
		status.Conditions[i] = condition
		return
	}
	status.Conditions = append(status.Conditions, condition)
}
