// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// reservePort finds a free port on the loopback address and keeps it bound, without listening, until release is
// called. Whoever serves on it must set SO_REUSEPORT; nobody else gets it, not even between two starts of a server.
func reservePort() (port int, release func(), err error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, nil, err
	}
	unix.CloseOnExec(fd)
	release = func() { _ = unix.Close(fd) }
	defer func() {
		if err != nil {
			release()
		}
	}()
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
		return 0, nil, err
	}
	loopback := [4]byte(net.IPv4(127, 0, 0, 1).To4())
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: loopback}); err != nil {
		return 0, nil, err
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return 0, nil, err
	}
	inet, ok := name.(*unix.SockaddrInet4)
	if !ok {
		return 0, nil, syscall.EAFNOSUPPORT
	}
	return inet.Port, release, nil
}
