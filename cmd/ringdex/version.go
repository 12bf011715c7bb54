package main

import (
	"runtime"
	"runtime/debug"

	"ringdex/internal/phone"
)

// version is set by the linker of a release: -ldflags "-X main.version=1.2.3".
var version = "development"

type versionCommand struct{}

// Run prints the version of the program and of the numbering data, which decides on the validity of
// numbers.
func (versionCommand) Run(e *environment) error {
	e.printf("ringdex %s (%s, %s/%s)\nnumbering data %s\n", versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH, phone.MetadataVersion())
	return nil
}

func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if version != "development" || !ok {
		return version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return version + " " + s.Value[:12]
		}
	}
	return version
}
