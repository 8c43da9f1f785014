{{ define "names.local" }}local of webshop{{ end }}
