package export

import (
	"io"

	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/csv"
	"ringdex/internal/wire/voipex"
)

// The file that VOIPEX takes (wire/voipex.md 5.1). It omits rows that VOIPEX would refuse: an
// upload replaces everything, so a refused contact would be deleted there silently.

func (e *Export) writeVoipex(w io.Writer, each func(func(*ringdex.Contact) error) error) error {
	out := csv.NewWriter(w, table.Layout{Encoding: charset.UTF8, Delimiter: ';', LineEnd: "\r\n"})
	if err := out.Write(voipex.Columns); err != nil {
		return err
	}
	err := each(func(c *ringdex.Contact) error {
		values := e.voipexValues(c)
		if why := values.Refused(); why != "" {
			e.LeftOut[why]++
			return nil
		}
		e.Written++
		return out.Write(values.Row())
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (e *Export) voipexValues(c *ringdex.Contact) voipex.Values {
	values, _ := voipex.FromRecord(c, e.Fields, e.defaultCompany(c), ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source))))
	return values
}
