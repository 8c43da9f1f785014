// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"go.etcd.io/etcd/server/v3/embed"
	"istioctl-cluster/node"
	"k8s.io/klog/v2"
)

// controlPlane is what runs, and what to undo when it stops.
type controlPlane struct {
	ready  Ready
	failed chan error
	undo   []func()
	etcd   *embed.Etcd
	// apiServer can be ended and run again; etcd keeps what it stored.
	apiServer *role
}

func (plane *controlPlane) stop() {
	for i := len(plane.undo) - 1; i >= 0; i-- {
		plane.undo[i]()
	}
}

// startControlPlane returns when the API server is ready, the controllers work and so many nodes are there. The value is not nil even with an
// error, so that the caller can stop what did start.
func startControlPlane(ctx context.Context, dir string, nodes int) (*controlPlane, error) {
	plane := &controlPlane{failed: make(chan error, len(roles))}
	if err := writeCredentials(dir); err != nil {
		return plane, err
	}
	ports := [4]int{}
	for i := range ports {
		port, release, err := reservePort()
		if err != nil {
			return plane, fmt.Errorf("reserving a port: %w", err)
		}
		ports[i] = port
		plane.undo = append(plane.undo, release)
	}
	etcd, err := startEtcd(dir, ports[0], ports[1])
	if err != nil {
		return plane, err
	}
	plane.etcd = etcd
	plane.undo = append(plane.undo, etcd.Close)

	server := url.URL{Scheme: "https", Host: "127.0.0.1:" + strconv.Itoa(ports[2])}
	if err := plane.startServers(ctx, dir, server); err != nil {
		return plane, err
	}
	kubeconfig := filepath.Join(dir, "kubeconfig")
	if err := writeKubeconfig(dir, kubeconfig, "admin", server.String()); err != nil {
		return plane, err
	}
	version, err := waitUntilControllersWork(ctx, kubeconfig)
	if err != nil {
		return plane, err
	}
	if nodes > 0 {
		if err := plane.startNodes(ctx, dir, server, kubeconfig, nodes, ports[3]); err != nil {
			return plane, err
		}
	}
	plane.ready = Ready{Kubeconfig: kubeconfig, Server: server.String(), Version: version, Dir: dir, Pid: os.Getpid()}
	return plane, nil
}

func (plane *controlPlane) startServers(ctx context.Context, dir string, server url.URL) error {
	manager, err := roleKubeconfig(dir, "controller-manager", server)
	if err != nil {
		return err
	}
	etcdURL := plane.etcd.Config().ListenClientUrls[0]
	plane.apiServer = &role{dir: dir, name: "kube-apiserver", flags: apiServerFlags(dir, etcdURL.String(), server.Port()), failed: plane.failed}
	plane.undo = append(plane.undo, plane.apiServer.stop)
	if err := plane.apiServer.start(); err != nil {
		return err
	}
	if err := waitUntilServing(ctx, manager, plane.failed); err != nil {
		return err
	}
	return plane.startRole(dir, "kube-controller-manager", controllerManagerFlags(dir, manager))
}

func (plane *controlPlane) startNodes(ctx context.Context, dir string, server url.URL, kubeconfig string, count, port int) error {
	scheduler, err := roleKubeconfig(dir, "scheduler", server)
	if err != nil {
		return err
	}
	if err := plane.startRole(dir, "kube-scheduler", schedulerFlags(scheduler)); err != nil {
		return err
	}
	client, err := clientFor(kubeconfig)
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(dir, "node.log"))
	if err != nil {
		return err
	}
	klog.LogToStderr(false)
	klog.SetOutput(log)
	return node.Run(ctx, node.Config{
		Client: client, Count: count, Port: port,
		CertFile: filepath.Join(dir, "kubelet.crt"), KeyFile: filepath.Join(dir, "kubelet.key"),
		CAFile: filepath.Join(dir, "ca.crt"),
	})
}

// roleKubeconfig writes the kubeconfig of a role and returns its path.
func roleKubeconfig(dir, role string, server url.URL) (string, error) {
	file := filepath.Join(dir, role+".kubeconfig")
	return file, writeKubeconfig(dir, file, role, server.String())
}

func (plane *controlPlane) startRole(dir, name string, flags []string) error {
	process := &role{dir: dir, name: name, flags: flags, failed: plane.failed}
	plane.undo = append(plane.undo, process.stop)
	return process.start()
}

func writeCredentials(dir string) error {
	ca, err := newAuthority(dir)
	if err != nil {
		return err
	}
	if err := ca.server("apiserver", "kubernetes", "kubernetes.default", "kubernetes.default.svc"); err != nil {
		return err
	}
	if err := ca.client("admin", "admin", "system:masters"); err != nil {
		return err
	}
	if err := ca.client("controller-manager", "system:kube-controller-manager"); err != nil {
		return err
	}
	if err := ca.client("scheduler", "system:kube-scheduler"); err != nil {
		return err
	}
	if err := ca.server("kubelet"); err != nil {
		return err
	}
	if err := ca.client("kubelet-client", node.ClientName); err != nil {
		return err
	}
	return writeTokenKey(filepath.Join(dir, "service-account.key"))
}
