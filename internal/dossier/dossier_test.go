package dossier_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ringdex/internal/dossier"
	"ringdex/internal/erasure"
	"ringdex/internal/i18n"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func paper() *dossier.Paper {
	c := &ringdex.Contact{
		ID: ringdex.ID{1}, FirstName: "Jana", LastName: `<b>Nová & "spol"`, Emails: []string{"jana@example.com"},
		Phones: []phone.Number{phone.Parse("+420603111333", nil)}, Source: "erp", Updated: time.Unix(1_800_000_000, 0),
		ExternalIDs: []ringdex.ExternalID{{Source: "erp", ID: "K2"}, {Source: "file", ID: ringdex.MadeID("x")}},
	}
	before := c.Clone()
	before.FirstName = "Ivana"
	d := &erasure.Dossier{
		Contact: c, Mentions: []ringdex.Mention{{Table: "refusals", Of: "r", Text: "Nová;</pre><script>"}},
		Changes: []ringdex.Change{{
			Seq: 2, Ref: c.Ref(), Action: ringdex.Updated, Cause: ringdex.Cause{Actor: "boss", At: c.Updated},
			Contact: ringdex.Images[ringdex.Contact]{Before: before, After: c},
		}},
	}
	return &dossier.Paper{Dossier: d, At: c.Updated, Language: i18n.Language("cs")}
}

func TestBothFormsHaveEverything(t *testing.T) {
	t.Parallel()
	var archive bytes.Buffer
	if err := paper().WriteZip(&archive); err != nil {
		t.Fatal(err)
	}
	files, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files.File {
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Jana", "Ivana", "jana@example.com", "603111333", "K2", "boss"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s lacks %s", file.Name, want)
			}
		}
		if strings.Contains(text.String(), "<script>") || strings.Contains(text.String(), "<b>") {
			t.Errorf("%s has markup of the person:\n%s", file.Name, &text)
		}
		if strings.HasSuffix(file.Name, ".json") && !json.Valid(text.Bytes()) {
			t.Errorf("%s is no JSON", file.Name)
		}
	}
	if len(files.File) != 2 {
		t.Errorf("got %d files", len(files.File))
	}
}
