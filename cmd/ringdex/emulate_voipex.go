package main

import (
	"fmt"

	"ringdex/internal/emulator/voipex"
)

type emulateVoipex struct {
	emulation
	MaxFile int64  `help:"Largest upload, in bytes." default:"20000000" placeholder:"N"`
	PageCap int    `help:"Most rows of a list." default:"1000" placeholder:"N"`
	NoBatch bool   `help:"Have no call for many contacts."`
	Refuse  string `help:"External id of a contact that is refused." placeholder:"ID"`
	Spoil   string `help:"External id of a contact because of which its whole batch is refused." placeholder:"ID"`
	Mode    string `help:"Mode in the printed settings: upload or rest." default:"upload" enum:"upload,rest"`
}

// Run serves the emulator.
func (c *emulateVoipex) Run(e *environment) error {
	system := voipex.New(voipex.Options{
		Username: c.Username, Password: c.Password, MaxFile: c.MaxFile, PageCap: c.PageCap, NoBatch: c.NoBatch,
		Refuse: c.Refuse, Spoil: c.Spoil, Fault: c.plan(),
	})
	return c.serve(e, system, func(url string) string {
		return fmt.Sprintf(`connectors:
  - name: voipex
    kind: voipex
    settings: { base_url: %q, username: %q, password: %q, mode: %s }
`, url, c.Username, c.Password, c.Mode)
	})
}
