// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// waitUntilServing returns when the API server reports itself ready, which includes its bootstrap roles, or with the
// error of a process that ended meanwhile.
func waitUntilServing(ctx context.Context, kubeconfig string, failed <-chan error) error {
	client, err := clientFor(kubeconfig)
	if err != nil {
		return err
	}
	return poll(ctx, failed, func(ctx context.Context) error {
		_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err
	})
}

// waitUntilControllersWork returns the server's version once pods can be created: the default service account and
// the root certificates exist.
func waitUntilControllersWork(ctx context.Context, kubeconfig string) (string, error) {
	client, err := clientFor(kubeconfig)
	if err != nil {
		return "", err
	}
	err = poll(ctx, nil, func(ctx context.Context) error {
		if _, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{}); err != nil {
			return err
		}
		_, err := client.CoreV1().ConfigMaps("default").Get(ctx, "kube-root-ca.crt", metav1.GetOptions{})
		return err
	})
	if err != nil {
		return "", err
	}
	version, err := client.Discovery().ServerVersion()
	if err != nil {
		return "", err
	}
	return version.GitVersion, nil
}

func clientFor(kubeconfig string) (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1 // nothing here is worth holding back
	return kubernetes.NewForConfig(config)
}

// poll repeats check until it succeeds, ctx ends, failed reports something or the time for starting is over.
func poll(ctx context.Context, failed <-chan error, check func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := check(ctx)
		if err == nil {
			return nil
		}
		select {
		case failure := <-failed:
			return failure
		case <-ctx.Done():
			return fmt.Errorf("not ready in time: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
