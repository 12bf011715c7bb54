package ui

//go:generate go tool templ generate -path ..
//go:generate sh -c "go tool gofumpt -w ../*/*_templ.go"
