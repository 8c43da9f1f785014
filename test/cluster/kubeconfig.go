// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// writeKubeconfig writes a self-contained kubeconfig for the client certificate user.crt in dir.
func writeKubeconfig(dir, file, user, server string) error {
	read := map[string][]byte{}
	for _, name := range []string{"ca.crt", user + ".crt", user + ".key"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		read[name] = text
	}
	config := api.NewConfig()
	config.Clusters["test"] = &api.Cluster{Server: server, CertificateAuthorityData: read["ca.crt"]}
	config.AuthInfos[user] = &api.AuthInfo{ClientCertificateData: read[user+".crt"], ClientKeyData: read[user+".key"]}
	config.Contexts["test"] = &api.Context{Cluster: "test", AuthInfo: user}
	config.CurrentContext = "test"
	return clientcmd.WriteToFile(*config, file)
}
