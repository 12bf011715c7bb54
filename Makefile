# make shows what there is. The commands themselves stand in .ci/run, once.

.DEFAULT_GOAL := help
.PHONY: help build test format check check-all fuzz bench ci

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the program, into bin/ringdex
	CGO_ENABLED=0 go build -trimpath -o bin/ringdex ./cmd/ringdex

test: ## the tests; without PostgreSQL and a browser, what needs them is skipped
	go test ./...

format: ## rewrite what is not formatted
	go tool gofumpt -w .

check: ## before each commit: format, vet, staticcheck, tests with the race detector
	.ci/run format vet staticcheck race

check-all: ## before a release: everything, with a minute for each fuzz target
	FUZZTIME=60s .ci/run

fuzz: ## ten seconds for each fuzz target, or FUZZTIME=...
	.ci/run fuzz

bench: ## the benchmarks, without the tests
	go test -run='^$$' -bench=. -benchmem ./...

ci: ## what CI runs
	.ci/run
