// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	corev1 "k8s.io/api/core/v1"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/cri-streaming/pkg/streaming/portforward"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// ClientName is the common name in the certificate of the only client that is served: commands are really run.
const ClientName = "kube-apiserver-kubelet-client"

const (
	idleTimeout   = 4 * time.Hour
	createTimeout = 30 * time.Second
)

// serve answers as the kubelets of all nodes, on the paths that the API server proxies, until ctx ends.
func serve(ctx context.Context, config Config, lister listers.PodLister) error {
	certificate, err := tls.LoadX509KeyPair(config.CertFile, config.KeyFile)
	if err != nil {
		return err
	}
	authority, err := os.ReadFile(config.CAFile)
	if err != nil {
		return err
	}
	clients := x509.NewCertPool()
	if !clients.AppendCertsFromPEM(authority) {
		return fmt.Errorf("%s holds no certificate", config.CAFile)
	}
	listening := net.ListenConfig{Control: reusePort}
	listener, err := listening.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", config.Port))
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: onlyFor(ClientName, routes(lister)),
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{certificate},
			ClientAuth:   tls.RequireAndVerifyClientCert,
			ClientCAs:    clients,
		},
		// Streams are taken over from HTTP/1.1 connections.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		BaseContext:  func(net.Listener) context.Context { return ctx },
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return nil
}

func routes(lister listers.PodLister) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, serve func(http.ResponseWriter, *http.Request, *corev1.Pod)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			pod, err := lister.Pods(r.PathValue("namespace")).Get(r.PathValue("pod"))
			if err != nil {
				http.Error(w, "pod does not exist", http.StatusNotFound)
				return
			}
			serve(w, r, pod)
		})
	}
	handle("/portForward/{namespace}/{pod}", servePortForward)
	handle("/exec/{namespace}/{pod}/{container}", serveExec)
	handle("GET /containerLogs/{namespace}/{pod}/{container}", serveLogs)
	return mux
}

func servePortForward(w http.ResponseWriter, r *http.Request, pod *corev1.Pod) {
	options, err := portforward.NewV4Options(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	portforward.ServePortForward(w, r, forwarder{pod}, pod.Name, string(pod.UID), options,
		idleTimeout, createTimeout, portforward.SupportedProtocols)
}

func serveExec(w http.ResponseWriter, r *http.Request, pod *corev1.Pod) {
	options, err := remotecommand.NewOptions(r)
	if err == nil && options.TTY {
		err = errors.New("the stand-in has no terminals")
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	container := r.PathValue("container")
	if status := statusOf(pod, container); status == nil || status.State.Running == nil {
		http.Error(w, fmt.Sprintf("container not found (%q)", container), http.StatusNotFound)
		return
	}
	remotecommand.ServeExec(w, r, executor{}, pod.Name, string(pod.UID), container, r.URL.Query()["command"], options,
		idleTimeout, createTimeout, remotecommand.SupportedStreamingProtocols)
}

func onlyFor(client string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || r.TLS.PeerCertificates[0].Subject.CommonName != client {
			http.Error(w, "only the API server may ask", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reusePort lets the server listen on a port that is kept bound for it.
func reusePort(_, _ string, connection syscall.RawConn) error {
	var result error
	err := connection.Control(func(fd uintptr) {
		result = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
	})
	return errors.Join(err, result)
}

// statusOf returns the status of a container, or nil for one that the pod does not have.
func statusOf(pod *corev1.Pod, container string) *corev1.ContainerStatus {
	for _, statuses := range [][]corev1.ContainerStatus{pod.Status.ContainerStatuses, pod.Status.InitContainerStatuses} {
		for i := range statuses {
			if statuses[i].Name == container {
				return &statuses[i]
			}
		}
	}
	return nil
}
