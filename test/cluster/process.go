// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
)

// role is this binary run again as one of the roles. Its end without stop is reported to failed.
type role struct {
	dir, name string
	flags     []string
	failed    chan<- error
	kill      func()
}

// start runs the role, its output going to dir/name.log. The process ends when its standard input does, so it cannot
// outlive this one.
func (r *role) start() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(r.dir, r.name+".log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command(self, append([]string{r.name}, r.flags...)...)
	command.Stdout, command.Stderr = log, log
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	var stopping atomic.Bool
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := command.Wait()
		if !stopping.Load() {
			r.failed <- fmt.Errorf("%s ended by itself: %v", r.name, err)
		}
	}()
	r.kill = func() {
		stopping.Store(true)
		_ = input.Close()
		// Its data goes with it: a graceful end would only wait for open watches.
		_ = command.Process.Kill()
		<-ended
	}
	return nil
}

// stop ends the role at once; it may be started again.
func (r *role) stop() {
	if r.kill != nil {
		r.kill()
	}
}
