// SPDX-License-Identifier: Apache-2.0

package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// serveLogs answers the log of a container: the file that the pod's annotation names, or nothing. The file holds no
// times, so nothing can be asked for by time.
func serveLogs(w http.ResponseWriter, r *http.Request, pod *corev1.Pod) {
	container := r.PathValue("container")
	query := r.URL.Query()
	if err := whyNoLog(pod, container, query); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, option := range []string{"timestamps", "sinceSeconds", "sinceTime"} {
		if query.Has(option) {
			http.Error(w, "the stand-in knows no "+option, http.StatusNotImplemented)
			return
		}
	}
	log, err := openLog(pod)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer log.Close()
	if lines, err := strconv.Atoi(query.Get("tailLines")); err == nil {
		if err := skipToTail(log, lines); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	var source io.Reader = log
	if limit, err := strconv.ParseInt(query.Get("limitBytes"), 10, 64); err == nil {
		source = io.LimitReader(log, limit)
	}
	_, _ = io.Copy(w, source)
	if query.Get("follow") == "true" {
		follow(r.Context(), w, source)
	}
}

func whyNoLog(pod *corev1.Pod, container string, query url.Values) error {
	status := statusOf(pod, container)
	switch {
	case status == nil:
		return fmt.Errorf("container %q in pod %q is not available", container, pod.Name)
	case query.Get("previous") == "true" && status.LastTerminationState.Terminated == nil:
		return fmt.Errorf("previous terminated container %q in pod %q not found", container, pod.Name)
	case status.State.Waiting != nil && status.RestartCount == 0:
		return fmt.Errorf("container %q in pod %q is waiting to start: %s", container, pod.Name, status.State.Waiting.Reason)
	}
	return nil
}

func openLog(pod *corev1.Pod) (*os.File, error) {
	file := pod.Annotations[logAnnotation]
	if file == "" {
		file = os.DevNull
	}
	return os.Open(file)
}

// skipToTail moves to where the last lines begin.
func skipToTail(log *os.File, lines int) error {
	text, err := io.ReadAll(log)
	if err != nil {
		return err
	}
	start := len(text)
	if lines > 0 {
		for start = len(bytes.TrimSuffix(text, []byte("\n"))); lines > 0 && start >= 0; lines-- {
			start = bytes.LastIndexByte(text[:start], '\n')
		}
		start++
	}
	_, err = log.Seek(int64(start), io.SeekStart)
	return err
}

// follow sends what is written to the log from now on, until ctx ends or the client is gone.
func follow(ctx context.Context, w http.ResponseWriter, log io.Reader) {
	controller := http.NewResponseController(w)
	for {
		if err := controller.Flush(); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
		if _, err := io.Copy(w, log); err != nil && !errors.Is(err, io.EOF) {
			return
		}
	}
}
