// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
)

// Obeyed is the line on standard output that answers one order.
type Obeyed struct {
	Order string `json:"order"`
	Error string `json:"error,omitempty"`
}

// obey does what one line on standard input asks for: "stop api-server" ends it as a crash would, "start api-server"
// runs it again and returns when it is ready, "fill etcd" makes etcd refuse every write as one that is full does,
// "empty etcd" ends that.
func (plane *controlPlane) obey(ctx context.Context, order string) error {
	switch order {
	case "stop api-server":
		plane.apiServer.stop()
		return nil
	case "start api-server":
		if err := plane.apiServer.start(); err != nil {
			return err
		}
		return waitUntilServing(ctx, filepath.Join(plane.apiServer.dir, "controller-manager.kubeconfig"), plane.failed)
	case "fill etcd":
		return plane.alarm(ctx, etcdserverpb.AlarmRequest_ACTIVATE)
	case "empty etcd":
		return plane.alarm(ctx, etcdserverpb.AlarmRequest_DEACTIVATE)
	}
	return fmt.Errorf("unknown order %q", order)
}

func (plane *controlPlane) alarm(ctx context.Context, action etcdserverpb.AlarmRequest_AlarmAction) error {
	_, err := plane.etcd.Server.Alarm(ctx, &etcdserverpb.AlarmRequest{
		Action: action, MemberID: uint64(plane.etcd.Server.MemberID()), Alarm: etcdserverpb.AlarmType_NOSPACE,
	})
	return err
}

func answer(order string, failure error) error {
	obeyed := Obeyed{Order: order}
	if failure != nil {
		obeyed.Error = failure.Error()
	}
	return json.NewEncoder(os.Stdout).Encode(obeyed)
}
