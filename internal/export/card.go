package export

import (
	"io"

	"ringdex/internal/ringdex"
	"ringdex/internal/wire/vcard"
)

func (e *Export) writeContactCards(w io.Writer, each func(func(*ringdex.Contact) error) error) error {
	out := vcard.NewWriter(w, e.VCard)
	err := each(func(c *ringdex.Contact) error {
		e.Written++
		out.Contact(c, e.defaultCompany(c))
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (e *Export) writeCompanyCards(w io.Writer, each func(func(*ringdex.Company) error) error) error {
	out := vcard.NewWriter(w, e.VCard)
	err := each(func(c *ringdex.Company) error {
		e.Written++
		out.Company(c)
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
