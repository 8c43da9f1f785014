// SPDX-License-Identifier: Apache-2.0

// Command cluster runs a Kubernetes control plane for tests: an embedded etcd and, each in a process of its own,
// the real kube-apiserver and kube-controller-manager; where nodes are wanted also kube-scheduler and stand-ins for
// kubelets, see package node.
//
// It prints one line of JSON when the control plane is ready, obeys the lines of its standard input (see obey), and
// ends, leaving neither a process nor a file, when its standard input closes, its parent dies or a signal arrives.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

// Ready is what one line on standard output tells the caller.
type Ready struct {
	Kubeconfig string `json:"kubeconfig"`
	Server     string `json:"server"`
	Version    string `json:"version"`
	Dir        string `json:"dir"`
	Pid        int    `json:"pid"`
}

func main() {
	if len(os.Args) > 1 {
		if newCommand, ok := roles[os.Args[1]]; ok {
			runRole(newCommand, os.Args[2:])
			return
		}
	}
	dir := flag.String("dir", "", "folder to create for the kubeconfig, keys, data and logs; removed at the end")
	detached := flag.Bool("detached", false, "go on when standard input closes or the parent ends; stop on a signal only")
	nodes := flag.Int("nodes", 0, "how many nodes to stand in for; without any there is no scheduler either")
	flag.Parse()
	if *dir == "" {
		fmt.Fprintln(os.Stderr, "cluster: -dir is required")
		os.Exit(64)
	}
	if err := supervise(*dir, *nodes, *detached); err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

func announce(ready Ready) error {
	return json.NewEncoder(os.Stdout).Encode(ready)
}
