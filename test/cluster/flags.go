// SPDX-License-Identifier: Apache-2.0

package main

import "path/filepath"

func apiServerFlags(dir, etcd, port string) []string {
	in := func(name string) string { return filepath.Join(dir, name) }
	return []string{
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none", // the service "kubernetes" cannot have a loopback endpoint
		"--secure-port=" + port,
		"--permit-port-sharing=true", // the supervisor keeps the port bound, see reservePort
		"--tls-cert-file=" + in("apiserver.crt"),
		"--tls-private-key-file=" + in("apiserver.key"),
		"--client-ca-file=" + in("ca.crt"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + in("service-account.key"),
		"--service-account-signing-key-file=" + in("service-account.key"),
		"--service-cluster-ip-range=10.96.0.0/16",
		"--authorization-mode=Node,RBAC",
		"--allow-privileged=true", // istio-cni and ztunnel ask for it
		"--kubelet-client-certificate=" + in("kubelet-client.crt"),
		"--kubelet-client-key=" + in("kubelet-client.key"),
		"--kubelet-certificate-authority=" + in("ca.crt"),
		"--kubelet-preferred-address-types=InternalIP",
		"--profiling=false",
	}
}

func controllerManagerFlags(dir, kubeconfig string) []string {
	in := func(name string) string { return filepath.Join(dir, name) }
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--secure-port=0",
		"--leader-elect=false",
		"--use-service-account-credentials=true",
		"--root-ca-file=" + in("ca.crt"),
		"--service-account-private-key-file=" + in("service-account.key"),
		"--cluster-signing-cert-file=" + in("ca.crt"),
		"--cluster-signing-key-file=" + in("ca.key"),
		// Nodes here have no kubelet that renews a lease: they must not be tainted and emptied for it.
		"--controllers=*,-node-lifecycle-controller,-taint-eviction-controller",
		"--profiling=false",
	}
}

func schedulerFlags(kubeconfig string) []string {
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--secure-port=0",
		"--leader-elect=false",
		"--kube-api-qps=1000",
		"--kube-api-burst=1000",
		"--profiling=false",
	}
}
