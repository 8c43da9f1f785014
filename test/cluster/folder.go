// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// pidFile names the process that owns a folder, so that a folder whose owner was killed can be recognised.
const pidFile = "cluster.pid"

// claim creates dir, which must not exist, and writes down who owns it.
func claim(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("creating the folder of the control plane: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, pidFile), []byte(strconv.Itoa(os.Getpid())), 0o600)
}

// sweep removes the folders below parent whose owners were killed before they could clean up.
func sweep(parent string) {
	pidFiles, _ := filepath.Glob(filepath.Join(parent, "*", pidFile))
	for _, file := range pidFiles {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			_ = os.RemoveAll(filepath.Dir(file))
		}
	}
}

// lastLines returns the end of every log in dir: dir is about to go, and the reason of a failure stands there.
func lastLines(dir string) string {
	var out strings.Builder
	logs, _ := filepath.Glob(filepath.Join(dir, "*.log"))
	for _, file := range logs {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
		lines = lines[max(0, len(lines)-15):]
		fmt.Fprintf(&out, "--- %s\n%s\n", filepath.Base(file), bytes.Join(lines, []byte("\n")))
	}
	return out.String()
}
