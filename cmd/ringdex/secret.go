package main

import (
	"fmt"
	"os"
	"strings"

	"ringdex/internal/httpx"
	"ringdex/internal/seal"
)

// box seals secrets with the key from the environment, which is no flag so that it never stands in a list of
// processes, or with one in a file beside the database.
func (e *environment) box() *seal.Box {
	const name = "RINGDEX_SECRET_KEY"
	if text := os.Getenv(name); text != "" {
		return seal.New(seal.Given(name, text))
	}
	if path, ok := strings.CutPrefix(e.cli.Database, "sqlite:"); ok {
		return seal.New(seal.InFile(path + ".key"))
	}
	return seal.New(seal.InFile("ringdex.key"))
}

// outbound is the way out.
func (e *environment) outbound() (*httpx.Outbound, error) {
	allowed, err := httpx.ParseProxies(e.cli.AllowOutbound)
	if err != nil {
		return nil, fmt.Errorf("--allow-outbound: %w", err)
	}
	return httpx.NewOutbound(httpx.OutboundConfig{Allow: allowed}), nil
}
