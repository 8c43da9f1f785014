// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

const startTimeout = 90 * time.Second

// supervise runs a control plane with so many nodes in dir until it is told to stop, and removes dir.
func supervise(dir string, nodes int, detached bool) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	sweep(filepath.Dir(dir))
	if err := claim(dir); err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	orders := make(chan string)
	if !detached {
		go stopWithCaller(stop, orders)
	}

	plane, err := startControlPlane(ctx, dir, nodes)
	if plane != nil {
		defer plane.stop()
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("%w\n%s", err, lastLines(dir))
	}
	if err := announce(plane.ready); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-plane.failed:
			return fmt.Errorf("%w\n%s", err, lastLines(dir))
		case order := <-orders:
			if err := answer(order, plane.obey(ctx, order)); err != nil {
				return err
			}
		}
	}
}

// stopWithCaller passes on the lines of standard input as orders. It calls stop when standard input ends, or when the
// parent is gone although somebody still holds the other end of standard input.
func stopWithCaller(stop func(), orders chan<- string) {
	closed := make(chan struct{})
	go func() {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			orders <- lines.Text()
		}
		close(closed)
	}()
	parent := os.Getppid()
	for {
		select {
		case <-closed:
			stop()
			return
		case <-time.After(500 * time.Millisecond):
			if os.Getppid() != parent {
				stop()
				return
			}
		}
	}
}
