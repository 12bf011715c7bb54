package web_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"ringdex/internal/emulator/helios"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
	"ringdex/internal/web/webtest"
)

// TestHeliosIsConnected: somebody who has only the page of the seed sets Helios Green up by the
// form, tests the connection, gives a column a field, and its contacts are there.
func TestHeliosIsConnected(t *testing.T) {
	t.Parallel()
	erp := httptest.NewServer(helios.New(helios.Options{Profile: "DemoA1", Username: "sync", Password: "tajne", Templates: helios.Sample(3, 5)}))
	defer erp.Close()
	w := webtest.New(t, nil)
	w.AddUser("boss", ringdex.Administrator)
	b := w.As("boss")
	wantText(t, "nothing yet", b.Get("/connectors"), "Nothing is connected yet", "Helios Green", "IPEX Helpdesk")
	wantText(t, "the form", b.Get("/connector-kinds/helios"), "instance_uri", "contacts.folder_id", `type="password"`)
	empty := b.Post("/connector-kinds/helios", "name", "erp")
	wantStatus(t, "an empty form", empty, http.StatusUnprocessableEntity)
	wantText(t, "an empty form", empty, `aria-invalid="true"`)
	form := []string{
		"name", "erp", "schedule", "*/5 * * * *", "set.instance_uri", erp.URL + "/DemoA1/servicegate.asmx", "set.profile", "DemoA1", "set.username", "sync", "set.password", "wrong",
		"set.contacts.folder_id", strconv.Itoa(helios.ContactFolder), "set.contacts.template_number", strconv.Itoa(helios.ContactTemplate),
		"set.companies.folder_id", strconv.Itoa(helios.CompanyFolder), "set.companies.template_number", strconv.Itoa(helios.CompanyTemplate),
	}
	if answer := b.Post("/connector-kinds/helios", form...); answer.Location != "/connectors/erp" {
		t.Fatalf("%d %s\n%.4000s", answer.Status, answer.Location, answer.Body)
	}
	refused := b.Post("/connectors/erp/check")
	if !strings.Contains(refused.Body, `note bad`) || strings.Contains(refused.Body, "wrong") {
		t.Errorf("a wrong password:\n%.4000s", refused.Body)
	}
	edit := b.Get("/connectors/erp/edit")
	wantText(t, "the settings", edit, "servicegate.asmx", "Empty: as it is", `value="*/5 * * * *"`)
	if strings.Contains(edit.Body, "wrong") {
		t.Error("the form shows the password")
	}
	form[11] = "tajne"
	lost := b.Post("/connectors/erp/edit", append(form[2:], "set.map", "Telefon: : phones\nobchodnik agents")...)
	wantStatus(t, "a mapping without a colon", lost, http.StatusUnprocessableEntity)
	wantText(t, "a mapping without a colon", lost, "obchodnik agents", "has no field")
	if answer := b.Post("/connectors/erp/edit", form[2:]...); answer.Location != "/connectors/erp" {
		t.Fatalf("%+v", answer)
	}
	checked := b.Post("/connectors/erp/check")
	wantText(t, "the right password", checked, "note good", "Columns of the system", ">obchodnik<")
	var pairs []string
	for i, name := range columnsOf(checked.Body) {
		field := ""
		if name == "obchodnik" {
			field = "agents"
		}
		pairs = append(pairs, "name."+strconv.Itoa(i), name, "field."+strconv.Itoa(i), field)
	}
	if answer := b.Post("/connectors/erp/map", pairs...); answer.Location != "/connectors/erp" {
		t.Fatalf("%d\n%.4000s", answer.Status, answer.Body)
	}
	wantText(t, "the mapping", b.Get("/connectors/erp/edit"), "obchodnik: agents")
	if _, err := w.Connectors.Read(t.Context(), w.Org, "erp", syncer.Reading{}); err != nil {
		t.Fatal(err)
	}
	wantText(t, "after a read", b.Get("/connectors/erp"), "well", "/runs/")
	wantText(t, "its contacts", b.Get("/"), "Společnost")
	if answer := b.Post("/connectors/erp/sync"); answer.Location != "/connectors/erp" {
		t.Errorf("%+v", answer)
	}
	if answer := b.Post("/connectors/erp/switch", "off", "true"); answer.Location != "/connectors/erp" {
		t.Errorf("%+v", answer)
	}
	wantText(t, "switched off", b.Get("/connectors"), "switched off")
	wantText(t, "the question", b.Get("/connectors/erp/remove"), "Its records stay here and there")
	if answer := b.Post("/connectors/erp/remove"); answer.Location != "/connectors" {
		t.Errorf("%+v", answer)
	}
	for _, path := range []string{"/connectors/erp", "/connectors/erp/edit", "/connector-kinds/pigeon"} {
		wantStatus(t, path, b.Get(path), http.StatusNotFound)
	}
}

// columnsOf are the names of the columns of a tested connection, in order.
func columnsOf(page string) (names []string) {
	for i := 0; ; i++ {
		_, rest, found := strings.Cut(page, `name="name.`+strconv.Itoa(i)+`" value="`)
		if !found {
			return names
		}
		name, _, _ := strings.Cut(rest, `"`)
		names = append(names, name)
	}
}

// TestConnectorsAreForAdministrators.
func TestConnectorsAreForAdministrators(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	for name, role := range map[string]ringdex.Roles{"super": ringdex.SuperOperator, "ola": ringdex.Operator, "smart": ringdex.SmartUser, "end": ringdex.EndUser} {
		w.AddUser(name, role)
		b := w.As(name)
		for _, path := range []string{"/connectors", "/connector-kinds/helios", "/connectors/erp", "/connectors/erp/edit", "/connectors/erp/remove"} {
			wantStatus(t, name+" "+path, b.Get(path), http.StatusForbidden)
		}
		for _, path := range []string{"erp/edit", "erp/check", "erp/map", "erp/sync", "erp/switch", "erp/remove"} {
			wantStatus(t, name+" posts "+path, b.Post("/connectors/"+path, "name", "x"), http.StatusForbidden)
		}
	}
}
