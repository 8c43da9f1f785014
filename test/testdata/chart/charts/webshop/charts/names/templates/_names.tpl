{{ define "names.short" }}{{ .Chart.Name | trunc 4 }}{{ end }}{{ define "names.local" }}local of names{{ end }}
