module istioctl.test/template-oracle

go 1.26
