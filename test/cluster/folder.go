// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// folderPrefix starts the name of every folder that sweep may remove.
const folderPrefix = "istioctl-cluster-"

// markerSuffix ends the name of the file that says whose a folder is; before it stands the token of that owner.
const markerSuffix = ".istioctl-cluster-owner"

// marker is what the owner of a folder writes into it. Only a folder that holds exactly this is ever removed.
type marker struct {
	Program string `json:"program"`
	Token   string `json:"token"`
	Dir     string `json:"dir"`
	Pid     int    `json:"pid"`
}

const markerProgram = "istioctl-node test cluster"

// claim creates dir, which must not exist, and marks it as this process's for as long as it lives: the marker stays
// locked, and the kernel frees the lock when the process ends, however it ends.
func claim(dir string) error {
	if !strings.HasPrefix(filepath.Base(dir), folderPrefix) {
		return fmt.Errorf("the name of folder %s does not start with %s", dir, folderPrefix)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("creating the folder of the control plane: %w", err)
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return err
	}
	token := hex.EncodeToString(random)
	text, err := json.Marshal(marker{Program: markerProgram, Token: token, Dir: dir, Pid: os.Getpid()})
	if err != nil {
		return err
	}
	return writeLocked(filepath.Join(dir, token+markerSuffix), text)
}

// writeLocked writes a file that nobody ever sees without its lock, which this process keeps.
func writeLocked(name string, text []byte) error {
	fd, err := unix.Open(name+".new", unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return err
	}
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return err
	}
	if _, err := unix.Write(fd, text); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// sweep removes the folders below parent whose owners were killed before they could clean up, and nothing else: not a
// link, not another user's, none that lacks our name or our marker, none whose owner lives.
func sweep(parent string) {
	markers, _ := filepath.Glob(filepath.Join(parent, folderPrefix+"*", "*"+markerSuffix))
	for _, file := range markers {
		dir := filepath.Dir(file)
		if !isOurs(dir, fs.ModeDir|0o700) || !isOurs(file, 0o600) || !isMarkerOf(dir, file) {
			continue
		}
		if unlock, ok := tryLock(file); ok {
			_ = os.RemoveAll(dir)
			unlock()
		}
	}
}

// isOurs tells whether path belongs to this user and has this type and these permissions; links have another type.
func isOurs(path string, mode fs.FileMode) bool {
	info, err := os.Lstat(path)
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.Mode() == mode && int(stat.Uid) == os.Getuid()
}

func isMarkerOf(dir, file string) bool {
	text, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	var found marker
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&found); err != nil {
		return false
	}
	return found.Program == markerProgram && found.Dir == dir && len(found.Token) == 32 &&
		filepath.Base(file) == found.Token+markerSuffix
}

// tryLock takes the lock of a marker, which succeeds only when its owner is dead.
func tryLock(file string) (unlock func(), ok bool) {
	fd, err := unix.Open(file, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, false
	}
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = unix.Close(fd)
		return nil, false
	}
	return func() { _ = unix.Close(fd) }, true
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
