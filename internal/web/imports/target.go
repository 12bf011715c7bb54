package imports

import (
	"net/http"
	"strconv"

	"ringdex/internal/fileimport"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/upload"
	"ringdex/internal/web/page"
)

// aimed is where the records of a file go.
type aimed struct {
	File     *upload.File
	Choice   upload.Choice
	Sources  []ringdex.Source
	Regions  string // as typed
	Problems map[string]string
}

// target answers GET /import/{id}/target.
func (p *pages) target(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	choice := f.Choice()
	return p.showTarget(c, http.StatusOK, aimed{File: f, Choice: choice, Regions: regionText(choice.Regions)})
}

func (p *pages) showTarget(c *page.Call, status int, a aimed) (err error) {
	if a.Sources, err = p.Directory.Sources(c.Request.Context(), c.Who.Organization); err != nil {
		return err
	}
	return c.ShowAs(status, head(c, a.File), targetPage(c.View, a))
}

// chooseTarget answers POST /import/{id}/target.
func (p *pages) chooseTarget(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	a := aimed{File: f, Choice: targetOf(c, f.Choice()), Regions: c.Text("regions"), Problems: map[string]string{}}
	if a.Choice.Regions, err = phone.ParseRegions(a.Regions); err != nil {
		a.Problems["regions"] = c.View.Sentence(message.Of(err))
	}
	if err := f.Choose(a.Choice); ringdex.CodeOf(err) == ringdex.Invalid {
		a.Problems[""] = c.View.Sentence(message.Of(err))
	} else if err != nil {
		return err
	}
	if len(a.Problems) > 0 {
		return p.showTarget(c, http.StatusUnprocessableEntity, a)
	}
	return c.Go(pathOf(f, stepColumns))
}

// targetOf returns the choice with what the form says.
func targetOf(c *page.Call, choice upload.Choice) upload.Choice {
	choice.Kind = ringdex.KindContact
	if c.Text("kind") == string(ringdex.KindCompany) {
		choice.Kind = ringdex.KindCompany
	}
	choice.Source = c.Text("source")
	choice.ClearEmpty = c.Text("clear") == "true"
	choice.Rules = fileimport.Rules{
		Helpdesk: c.Text("helpdesk") == "true", MakeUserNames: c.Text("user_names") == "true", CreateCompanies: c.Text("companies") == "true",
	}
	choice.Replace = c.Text("replace") == "true"
	choice.MaxDelete, choice.DeleteRefused = "", false
	if choice.Replace {
		choice.MaxDelete, choice.DeleteRefused = c.Text("max_delete"), c.Text("delete_refused") == "true"
	}
	return choice
}

func regionText(regions phone.Regions) (text string) {
	for i, r := range regions {
		if i > 0 {
			text += ", "
		}
		text += r
	}
	return text
}

func flag(on bool) string {
	if on {
		return strconv.FormatBool(on)
	}
	return ""
}
