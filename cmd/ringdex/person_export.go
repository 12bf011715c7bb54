package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"ringdex/internal/auth"
	"ringdex/internal/dossier"
	"ringdex/internal/erasure"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

type personExport struct {
	ID  string `arg:"" help:"Id of the contact that the person is or was."`
	Out string `help:"New file: NAME.json, NAME.html, or NAME.zip with both." required:"" placeholder:"FILE"`
}

// Run writes the file, which only its owner can read.
func (c *personExport) Run(e *environment) error {
	id, err := ringdex.ParseID(c.ID)
	if err != nil {
		return usage(err)
	}
	return e.withPersons(func(all *erasure.Erasures, by auth.Principal) error {
		known, err := all.Export(e.ctx, by, id)
		if err != nil {
			return err
		}
		paper := dossier.Paper{Dossier: &known, At: e.clock(), Language: e.language}
		write := map[string]func(io.Writer) error{".json": paper.WriteJSON, ".html": paper.WriteHTML, ".zip": paper.WriteZip}[filepath.Ext(c.Out)]
		if write == nil {
			return usage(message.Err("cmd.person_form", ringdex.Show(c.Out)))
		}
		file, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := errors.Join(write(file), file.Close()); err != nil {
			return err
		}
		e.tell("cmd.person_exported", id, c.Out)
		return nil
	})
}
