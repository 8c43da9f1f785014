// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
)

// startProcess runs this binary again as the given role, its output going to dir/role.log. An end that stop did not
// ask for is reported to failed. The child ends when its standard input does, so it cannot outlive this process.
func startProcess(dir, role string, flags []string, failed chan<- error) (stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, role+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(self, append([]string{role}, flags...)...)
	command.Stdout, command.Stderr = log, log
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	var stopping atomic.Bool
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := command.Wait()
		if !stopping.Load() {
			failed <- fmt.Errorf("%s ended by itself: %v", role, err)
		}
	}()
	return func() {
		stopping.Store(true)
		_ = input.Close()
		// Its data goes with it: a graceful end would only wait for open watches.
		_ = command.Process.Kill()
		<-ended
	}, nil
}
