package dialect_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"ringdex/internal/dialect/cti"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/dialect/native"
	"ringdex/internal/dialect/thulium"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
	"ringdex/internal/webhook"
)

// tenant is one of many organizations that look alike: the same user names, external ids, addresses
// and numbers. What is its own are its mark, which stands in all of its records, and a contact and
// companies that the others have not.
type tenant struct {
	org   ringdex.OrganizationID
	key   string // secret of a key of scope admin
	mark  string // "mark-07"
	admin ringdex.ID
	jan   ringdex.ID // whom every tenant has
	own   ringdex.ID // whom no other tenant has
	run   ringdex.ID // that took in its contacts
	hook  ringdex.ID // its webhook
}

const tenants = 50

// foreignCompany is the number of a company that all tenants have except the first one.
const foreignCompany = 12

// name is how the tenant calls what no other one has.
func (t *tenant) name() string { return strings.Replace(t.mark, "mark", "own", 1) }

func (t *tenant) number() string { return "7770001" + t.mark[len("mark-"):] }

// TestIsolation walks all routes as one organization, with its own things and with those of others:
// nothing of another organization is seen, found or changed.
func TestIsolation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	all := make([]*tenant, tenants)
	for i := range all {
		all[i] = w.addTenant(i)
	}
	me, others := all[0], all[1:]
	before := map[string]string{}
	for _, other := range others {
		before[other.mark] = w.dump(other.org)
	}
	for _, pattern := range routes() {
		cases, known := walks[pattern]
		switch {
		case known:
			w.walk(pattern, cases, me, others)
		case w.served(pattern):
			t.Errorf("%s: this test does not walk it", pattern)
		}
	}
	for _, other := range others {
		if after := w.dump(other.org); after != before[other.mark] {
			t.Errorf("%s has changed:\n%s\n%s", other.mark, before[other.mark], after)
		}
	}
}

func (w *world) addTenant(i int) *tenant {
	w.T.Helper()
	key := fmt.Sprintf("tenant-%02d", i)
	t := &tenant{mark: fmt.Sprintf("mark-%02d", i)}
	t.org = w.AddOrganization(ringdex.Organization{Key: key, Name: t.mark, Hosts: []string{key + ".example"}})
	t.admin = w.AddUser(t.org, key+"/", dialecttest.User{Name: "admin", Role: "administrator", FirstName: t.mark, Emails: []string{"admin@example.cz"}})
	t.key = w.AddKey(t.org, key+"/", keyOf("feed", "admin"))
	w.Settle(t.org, &dialecttest.Seed{Fields: []ringdex.Field{
		{Kind: ringdex.KindContact, ID: 1, Key: "card", Title: t.mark, Type: ringdex.TypeText, Unique: true},
		{Kind: ringdex.KindCompany, ID: 1, Key: "ico", Title: t.mark, Type: ringdex.TypeText, Unique: true},
	}})
	companies := foreignCompany
	if i == 0 {
		companies = 1
	}
	w.fillCompanies(t, companies)
	w.fillContacts(t)
	w.fillWebhooks(t)
	w.Update(t.org, func(wr ringdex.Writer) error {
		return wr.PutDocument(ringdex.Connector{
			ID: ringdex.NewID(w.Clock()), Name: t.name(), Kind: "crm", Source: t.mark, Created: w.Clock(),
			Settings: map[string]string{"base_url": "https://" + t.name() + ".example"},
		})
	})
	return t
}

func keyOf(name, scope string) dialecttest.Key { return dialecttest.Key{Name: name, Scope: scope} }

func (w *world) fillCompanies(t *tenant, n int) {
	w.T.Helper()
	var records []intake.Record
	for i := range n {
		x := fmt.Sprintf("C-%d", i+1)
		records = append(records, taken(dialecttest.Record{Set: map[string]any{
			"name": "Alfa " + x, "description": t.mark, "emails": []any{"info@example.cz"}, "emailDomains": []any{t.name() + ".example"},
			"phones": []any{"222333400"}, "custom.1": x,
		}}, x))
	}
	w.fill(t.org, ringdex.KindCompany, records)
}

func (w *world) fillContacts(t *tenant) {
	w.T.Helper()
	jan := taken(dialecttest.Record{Set: map[string]any{
		"userName": "jan", "lastName": t.mark, "emails": []any{"jan@example.cz"}, "phones": []any{"603303963"}, "custom.1": "A1", "note": t.mark,
	}}, "K-1")
	jan.Company = &intake.CompanyRef{ExternalID: "C-1"}
	own := taken(dialecttest.Record{Set: map[string]any{
		"userName": t.name(), "lastName": t.mark, "emails": []any{t.name() + "@example.cz"}, "phones": []any{t.number()}, "custom.1": "A2",
	}}, t.name())
	report := w.fill(t.org, ringdex.KindContact, []intake.Record{jan, own})
	t.jan, t.own, t.run = report.Outcomes[0].Ref.Contact, report.Outcomes[1].Ref.Contact, report.Run.ID
}

// fillWebhooks adds an endpoint with a delivery that was logged and one that is dead.
func (w *world) fillWebhooks(t *tenant) {
	w.T.Helper()
	hook := ringdex.Webhook{ID: ringdex.NewID(w.Clock()), Name: t.mark, URL: "https://" + t.name() + ".example/hook", Format: ringdex.WebhookStandard}
	t.hook = hook.ID
	event := webhook.Event{ID: "msg_" + t.mark, Type: "contact.created", Record: "contact/" + t.jan.String(), Body: []byte(`{"mark":"` + t.mark + `"}`)}
	w.Update(t.org, func(wr ringdex.Writer) error {
		if err := wr.PutDocument(hook); err != nil {
			return err
		}
		return jobs.In(wr).Enqueue([]ringdex.Job{event.Job(hook.ID, w.Clock()), event.Job(hook.ID, w.Clock())})
	})
	node := "node of " + t.mark
	jobs, err := w.Store.ClaimJobs(w.T.Context(), ringdex.JobClaim{Node: node, Kinds: map[string]int{webhook.JobDeliver: 1}, Now: w.Clock()})
	if err != nil || len(jobs) != 1 {
		w.T.Fatalf("got %v, %v", jobs, err)
	}
	dead := ringdex.JobResult{Organization: t.org, ID: jobs[0].ID, Attempts: jobs[0].Attempts, State: ringdex.JobDead, Due: w.Clock(), Error: t.mark}
	if err := w.Store.SettleJobs(w.T.Context(), node, []ringdex.JobResult{dead}); err != nil {
		w.T.Fatal(err)
	}
	// The other one is taken as well, for good, so that no other tenant's claim finds it.
	if _, err := w.Store.ClaimJobs(w.T.Context(), ringdex.JobClaim{Node: node, Kinds: map[string]int{webhook.JobDeliver: 1}, Now: w.Clock()}); err != nil {
		w.T.Fatal(err)
	}
	delivery := ringdex.Delivery{ID: ringdex.NewID(w.Clock()), Webhook: hook.ID, Event: event.ID, Type: event.Type, Record: event.Record, At: w.Clock(), Request: t.mark}
	if err := w.Store.AddDeliveries(w.T.Context(), t.org, []ringdex.Delivery{delivery}); err != nil {
		w.T.Fatal(err)
	}
}

func (w *world) fill(org ringdex.OrganizationID, kind ringdex.Kind, records []intake.Record) intake.Result {
	w.T.Helper()
	job := intake.Order{Organization: org, Source: "helpdesk", Kind: kind, Door: "seed", Actor: "seed"}
	report, err := w.Intake.Call(w.T.Context(), job, records)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, o := range report.Outcomes {
		if o.Action != ringdex.Created {
			w.T.Fatalf("seed: %s is %s: %v", o.Key, o.Action, o.Problems)
		}
	}
	return report
}

// dump is everything that an organization has.
func (w *world) dump(org ringdex.OrganizationID) string {
	w.T.Helper()
	var b strings.Builder
	show := func(v any, err error) error {
		fmt.Fprintf(&b, "%+v\n", v)
		return err
	}
	w.View(org, func(r ringdex.Reader) error {
		fmt.Fprintln(&b, r.Head().Changes)
		for _, err := range []error{
			r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { return show(*c, nil) }),
			r.EachCompany(func(c *ringdex.Company) error { return show(*c, nil) }),
			show(ringdex.Fields(r)), show(ringdex.Documents[ringdex.Source](r)), show(ringdex.Documents[ringdex.Key](r)), show(r.Organization()), show(r.Runs(ringdex.Page{Limit: 100})),
			show(ringdex.Documents[ringdex.Webhook](r)), show(jobs.Of(r).Jobs(ringdex.JobFilter{}, ringdex.Page{Limit: 100})), show(outbound.LogOf(r).Deliveries(ringdex.DeliveryFilter{}, ringdex.Page{Limit: 100})),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	return b.String()
}

// walks are the requests that each route is tried with: as me, with what is mine and with what is
// the other's.
var walks = map[string]walk{
	"POST " + dialecttest.ContactsPath: {requests: func(me, other *tenant) []try {
		return []try{
			{body: imported(`"ExternalId":"K-1"`, `{"Operation":"Replace","Path":"/FirstName","Value":"Jan"}`)},
			{body: imported(`"UserProviderKey":"`+other.own.String()+`"`, rename), refused: true},
			{body: imported(`"UserProviderKey":"`+other.jan.String()+`","ExternalId":"K-1"`, rename), refused: true},
			{body: imported(`"ExternalId":"`+other.name()+`"`, rename)}, // mine from now on: no record here has that id
			{body: imported(`"Email":"`+other.name()+`@example.cz"`, rename)},
			{body: imported(`"ExternalId":"K-1"`, `{"Operation":"Add","Path":"/CustomerIds/-","Value":12}`), refused: true},
			{body: imported(`"ExternalId":"K-1"`, `{"Operation":"Replace","Path":"/DefaultCustomer/CustomerId","Value":12}`), refused: true},
			{body: imported(`"ExternalId":"K-8"`, `{"Operation":"Replace","Path":"/UserName","Value":"jan"}`), refused: true},
			{body: imported(`"ExternalId":"K-9"`, `{"Operation":"Replace","Path":"/UserName","Value":"`+other.mark[5:]+me.mark[5:]+`"},
				{"Operation":"Replace","Path":"/DefaultCustomer/CustomerExternalId","Value":"C-3"}`)}, // makes one of mine
		}
	}},
	"POST " + dialecttest.CompaniesPath: {requests: func(_, _ *tenant) []try {
		return []try{
			{body: imported(`"ExternalId":"C-1"`, `{"Operation":"Replace","Path":"/City","Value":"Brno"}`)},
			{body: imported(`"Id":12`, `{"Operation":"Replace","Path":"/City","Value":"Brno"}`), refused: true},
			{body: imported(`"ExternalId":"C-2"`, `{"Operation":"Replace","Path":"/Name","Value":"Beta"},{"Operation":"Replace","Path":"/CustomFields/ico/TextBoxValue","Value":"C-2"}`)},
		}
	}},
	"PATCH /api/Account/PatchRequestorUser/{id}": {requests: func(me, other *tenant) []try {
		const body = `[{"op":"replace","path":"/LastName","value":"x"}]`
		return []try{
			{path: other.own.String(), body: body, status: http.StatusNotFound},
			{path: other.jan.String(), body: body, status: http.StatusNotFound},
			{path: other.admin.String(), body: body, status: http.StatusNotFound},
			{path: me.own.String(), body: `[{"op":"replace","path":"/FirstName","value":"x"}]`, status: http.StatusOK},
		}
	}},
	"PATCH /api/Customer/PatchCustomer/{id}": {requests: func(_, _ *tenant) []try {
		const body = `[{"op":"replace","path":"/City","value":"x"}]`
		return []try{{path: "12", body: body, status: http.StatusNotFound}, {path: "1", body: body, status: http.StatusOK}}
	}},
	"GET /api/Account/GetUserFields":      {shows: true},
	"GET /api/Customer/GetCustomerFields": {shows: true},
	"GET /api/Account/GetRequestorUser":   {},
	"GET /api/Account/GetRequestorUser/{id}": {shows: true, requests: func(me, other *tenant) []try {
		return []try{
			{path: "jan", status: http.StatusOK},
			{path: me.own.String(), status: http.StatusOK},
			{path: "admin", status: http.StatusOK},
			{path: other.own.String(), status: http.StatusNotFound},
			{path: other.jan.String(), status: http.StatusNotFound},
			{path: other.admin.String(), status: http.StatusNotFound},
			{path: other.name(), status: http.StatusNotFound},
		}
	}},
	"GET /api/Account/GetUsers": {shows: true},
	"POST /api/Account/GetUsers": {shows: true, requests: func(_, other *tenant) []try {
		return []try{
			{body: `{}`},
			{body: `{"UserName":"jan"}`},
			{body: `{"UserName":"` + other.name() + `"}`, empty: true},
			{body: `{"Email":"` + other.name() + `@example.cz","IsOperator":true}`, empty: true},
			{body: `{"CustomerId":12}`, empty: true},
			{body: `{"IsAdministrator":true}`},
		}
	}},
	"GET /api/Customer/GetCustomers": {},
	"POST /api/Customer/GetCustomers": {requests: func(_, other *tenant) []try {
		return []try{{body: `{}`}, {body: `{"EmailDomain":"` + other.name() + `.example"}`, empty: true}, {body: `{"Email":"info@example.cz"}`}}
	}},
	"GET /api/Customer/GetCustomer/{id}": {shows: true, requests: func(_, _ *tenant) []try {
		return []try{{path: "1", status: http.StatusOK}, {path: "12", status: http.StatusNotFound}}
	}},
	"POST " + cti.Path:           {requests: toldAsCTI},
	"POST " + cti.KeyPath:        {requests: toldAsCTI},
	"GET " + thulium.Path:        {shows: true, requests: customers},
	"GET " + thulium.KeyPath:     {shows: true, requests: customers},
	"POST /v1/calls":             {requests: told},
	"GET " + native.CallKeyPath:  {requests: toldByAddress},
	"POST " + native.CallKeyPath: {requests: told},
	"GET /v1/calls":              {},
	"GET /v1/calls/{id}":         {requests: func(_, other *tenant) []try { return []try{{path: other.name() + "-3", status: http.StatusNotFound}} }},
	"POST /v1/calls/{id}/contact": {requests: func(_, other *tenant) []try {
		return []try{{path: other.name() + "-3", body: `{"contact":"x"}`, status: http.StatusNotFound}}
	}},
	"GET /v1/search": {shows: true, requests: func(_, other *tenant) []try {
		return []try{
			{query: "q=mark", status: http.StatusOK},
			{query: "q=" + other.name(), status: http.StatusOK},
			{query: "q=" + other.number(), status: http.StatusOK},
			{query: "q=e&limit=500", status: http.StatusOK},
		}
	}},
	"GET /v1/contacts": {shows: true, requests: func(me, other *tenant) []try {
		return []try{
			{status: http.StatusOK},
			{query: "limit=1&count=true", status: http.StatusOK},
			{query: "phone=603303963", status: http.StatusOK},
			{query: "search=mark", status: http.StatusOK},
			{query: "externalId=K-1&source=helpdesk", status: http.StatusOK},
			{query: "externalId=" + other.name() + "&source=helpdesk", status: http.StatusOK},
			{query: "phone=" + other.number(), empty: true},
			{query: "search=" + other.name(), status: http.StatusOK},
			{query: "userName=" + other.name(), status: http.StatusOK},
			{query: "email=" + other.name() + "%40example.cz", status: http.StatusOK},
			{query: "company=12", empty: true},
			{query: "after=" + cursorOf(other.own), status: http.StatusOK},
		}
	}},
	"POST /v1/contacts": {requests: func(me, other *tenant) []try {
		return []try{
			{body: `{"lastName":"Nový","companies":[12]}`, status: http.StatusBadRequest},
			{body: `{"userName":"jan"}`, status: http.StatusConflict},
			{body: `{"lastName":"Nový","externalId":"` + other.name() + `"}`, status: http.StatusCreated}, // no record of mine has it
		}
	}},
	"GET /v1/contacts/{id}":         {shows: true, requests: contactsOf(http.StatusOK, "")},
	"PATCH /v1/contacts/{id}":       {shows: true, requests: contactsOf(http.StatusOK, `{"firstName":"Jan"}`)},
	"DELETE /v1/contacts/{id}":      {requests: foreignContact},
	"GET /v1/contacts/{id}/history": {requests: contactsOf(http.StatusOK, "")},
	"GET /v1/companies": {shows: true, requests: func(_, other *tenant) []try {
		return []try{
			{status: http.StatusOK},
			{query: "emailDomain=" + other.name() + ".example", empty: true},
			{query: "externalId=C-12&source=helpdesk", empty: true},
		}
	}},
	"POST /v1/companies": {requests: func(_, _ *tenant) []try {
		return []try{{body: `{"name":"Nová"}`, status: http.StatusCreated}}
	}},
	"GET /v1/companies/{id}":         {shows: true, requests: companiesOf(http.StatusOK, "")},
	"PATCH /v1/companies/{id}":       {shows: true, requests: companiesOf(http.StatusOK, `{"city":"Brno"}`)},
	"DELETE /v1/companies/{id}":      {requests: func(_, _ *tenant) []try { return []try{{path: "12", status: http.StatusNotFound}} }},
	"GET /v1/companies/{id}/history": {requests: companiesOf(http.StatusOK, "")},
	"GET /v1/contacts/{id}/sources":  {requests: foreignContact},
	"GET /v1/companies/{id}/sources": {requests: companiesOf(http.StatusOK, "")},
	"POST /v1/contacts:settle":       {requests: func(_, _ *tenant) []try { return []try{{status: http.StatusOK}} }},
	"POST /v1/companies:settle":      {requests: func(_, _ *tenant) []try { return []try{{status: http.StatusOK}} }},
	"POST /v1/contacts:import": {requests: func(me, other *tenant) []try {
		return []try{
			{body: `{"externalId":"` + other.name() + `","lastName":"x"}`}, // mine from now on: no record here has that id
			{body: `{"id":"` + other.own.String() + `","lastName":"x"}`},
			{body: `{"id":"` + other.jan.String() + `","externalId":"K-1","lastName":"x"}`},
		}
	}},
	"POST /v1/companies:import": {requests: func(_, _ *tenant) []try {
		return []try{{body: `{"id":12,"name":"x"}`}, {body: `{"externalId":"C-3","name":"x"}`}}
	}},
	"GET /v1/changes": {shows: true, requests: func(_, _ *tenant) []try {
		return []try{{query: "limit=500", status: http.StatusOK}, {query: "after=1", status: http.StatusOK}, {query: "after=now&wait=0", status: http.StatusOK}}
	}},
	"POST /v1/runs/{id}/undo": {requests: func(me, other *tenant) []try {
		return []try{
			{path: other.run.String(), status: http.StatusNotFound},
			{path: me.run.String(), query: "dryRun=true", status: http.StatusOK},
		}
	}},
	"POST /v1/changes/{seq}/undo":     {requests: func(_, _ *tenant) []try { return []try{{path: "1", query: "dryRun=true"}} }}, // a number of mine
	"POST /v1/contacts/{id}/restore":  {requests: foreignContact},
	"POST /v1/companies/{id}/restore": {requests: func(_, _ *tenant) []try { return []try{{path: "12", status: http.StatusNotFound}} }},
	"GET /v1/fields":                  {shows: true},
	"POST /v1/fields": {requests: func(_, other *tenant) []try {
		return []try{{body: `{"kind":"contact","key":"` + other.name() + `","title":"x","type":"text"}`, status: http.StatusCreated}}
	}},
	"PATCH /v1/fields/{kind}/{field}": {requests: func(_, other *tenant) []try {
		return []try{{path: other.name(), body: `{"title":"x"}`, status: http.StatusNotFound}}
	}},
	"DELETE /v1/fields/{kind}/{field}": {requests: func(_, other *tenant) []try {
		return []try{{path: other.name(), status: http.StatusNotFound}}
	}},
	"GET /v1/sources":        {},
	"GET /v1/sources/{name}": {requests: func(me, other *tenant) []try { return []try{{path: me.mark}, {path: "helpdesk"}} }},
	"PATCH /v1/sources/{name}": {requests: func(me, _ *tenant) []try {
		return []try{{path: me.mark, body: `{"priority":3}`, status: http.StatusOK}}
	}},
	"GET /v1/me":           {shows: true},
	"GET /v1/organization": {shows: true},
	"PATCH /v1/organization": {shows: true, requests: func(_, _ *tenant) []try {
		return []try{{body: `{"guesses":"none"}`, status: http.StatusOK}, {body: `{"hosts":["tenant-07.example"]}`, status: http.StatusBadRequest}}
	}},
	"GET /v1/users": {shows: true, requests: func(_, _ *tenant) []try { return []try{{query: "role=administrator", status: http.StatusOK}} }},
	"POST /v1/users": {requests: func(_, other *tenant) []try {
		return []try{
			{body: `{"userName":"user-` + other.mark[5:] + `","roles":["operator"]}`, status: http.StatusCreated},
			{body: `{"userName":"jan","roles":["operator"]}`, status: http.StatusConflict},
		}
	}},
	"GET /v1/users/{id}":   {requests: foreignUser(``)},
	"PATCH /v1/users/{id}": {requests: foreignUser(`{"roles":["operator"]}`)},
	"PUT /v1/users/{id}/password": {requests: func(_, other *tenant) []try {
		return []try{{path: other.admin.String(), body: `{"password":"correct-horse"}`, status: http.StatusNotFound}}
	}},
	"DELETE /v1/users/{id}": {requests: foreignUser(``)},
	"GET /v1/keys":          {},
	"POST /v1/keys": {requests: func(_, other *tenant) []try {
		return []try{{body: `{"name":"key of ` + other.name() + `","scope":"lookup"}`, status: http.StatusCreated}}
	}},
	"DELETE /v1/keys/{id}":       {requests: func(_, other *tenant) []try { return []try{{path: other.own.String(), status: http.StatusNotFound}} }},
	"GET /v1/runs":               {},
	"GET /v1/runs/{id}":          {requests: runsOf},
	"GET /v1/runs/{id}/outcomes": {requests: runsOf},
	"GET /v1/webhooks":           {shows: true},
	"POST /v1/webhooks": {requests: func(_, other *tenant) []try {
		return []try{{body: `{"url":"https://` + other.name() + `.example/hook"}`, status: http.StatusCreated}}
	}},
	"GET /v1/webhooks/{id}":             {shows: true, requests: webhooksOf(http.StatusOK, "")},
	"PATCH /v1/webhooks/{id}":           {shows: true, requests: webhooksOf(http.StatusOK, `{"events":["contact.*"]}`)},
	"DELETE /v1/webhooks/{id}":          {requests: foreignWebhook},
	"POST /v1/webhooks/{id}/enable":     {requests: webhooksOf(http.StatusOK, "{}")},
	"POST /v1/webhooks/{id}/disable":    {requests: webhooksOf(http.StatusOK, "{}")},
	"POST /v1/webhooks/{id}/rotate":     {requests: webhooksOf(http.StatusOK, "{}")},
	"POST /v1/webhooks/{id}/replay":     {requests: webhooksOf(0, `{"from":"2026-01-01T00:00:00Z"}`)},
	"POST /v1/webhooks/{id}/test":       {requests: webhooksOf(0, "{}")},
	"GET /v1/webhooks/{id}/deliveries":  {shows: true, requests: webhooksOf(http.StatusOK, "")},
	"GET /v1/webhooks/{id}/dead":        {shows: true, requests: webhooksOf(http.StatusOK, "")},
	"DELETE /v1/webhooks/{id}/dead":     {requests: foreignWebhook},
	"POST /v1/webhooks/{id}/dead/retry": {requests: webhooksOf(http.StatusOK, "{}")},
	"GET /v1/connector-kinds":           {},
	"GET /v1/connectors":                {shows: true},
	"POST /v1/connectors": {requests: func(_, other *tenant) []try {
		return []try{{body: `{"name":"new-` + other.name() + `","kind":"crm","settings":{"base_url":"https://a.example","password":"x"}}`, status: http.StatusCreated}}
	}},
	"GET /v1/connectors/{name}":         {shows: true, requests: connectorsOf(http.StatusOK, "")},
	"PATCH /v1/connectors/{name}":       {requests: foreignConnector(`{"disabled":true}`)},
	"DELETE /v1/connectors/{name}":      {requests: foreignConnector("")},
	"POST /v1/connectors/{name}/check":  {requests: connectorsOf(0, "{}")},
	"POST /v1/connectors/{name}/sync":   {requests: connectorsOf(http.StatusAccepted, "{}")},
	"GET /v1/connectors/{name}/columns": {requests: connectorsOf(0, "")},
	"GET /v1/connectors/{name}/refused": {requests: connectorsOf(http.StatusOK, "")},
	"GET " + native.LookupPath:          {shows: true, requests: lookups},
	"POST " + native.LookupPath:         {shows: true, requests: lookups},
	"GET " + native.KeyPath:             {shows: true, requests: lookups},
	"POST " + native.KeyPath:            {shows: true, requests: lookups},
	"POST /v3/contacts/upload": {requests: func(_, other *tenant) []try {
		return []try{
			{body: dialecttest.FormFile("externalId;lastName;phone1\n" + other.name() + ";Nová;+420" + other.number() + "\nK-1;Jiný;+420603303963\n"), status: http.StatusOK},
			{body: dialecttest.FormFile("lastName;phone1\nNová;+420777123456\n"), status: http.StatusOK}, // those before are gone
		}
	}},
	"POST /v3/contacts/batch": {requests: func(me, other *tenant) []try {
		return []try{
			{body: `[{"phone1":"+420` + other.number() + `","lastName":"x"}]`, status: http.StatusOK}, // a new one of mine
			{body: `[{"externalId":"` + other.name() + `","phone1":"+420777123456","lastName":"x"}]`, status: http.StatusOK},
			{body: `[{"phone1":"+420` + me.number() + `","firstName":"x"}]`, status: http.StatusOK},
		}
	}},
	"GET /v3/contacts": {shows: true, requests: func(me, other *tenant) []try {
		return []try{
			{status: http.StatusOK},
			{query: "phone=" + me.number(), status: http.StatusOK},
			{query: "search=" + me.mark, status: http.StatusOK},
			{query: "phone=603303963", status: http.StatusOK},
			{query: "externalId=K-1", status: http.StatusOK},
			{query: "search=" + other.mark, status: http.StatusOK},
			{query: "search=" + other.name(), status: http.StatusOK},
		}
	}},
	"POST /v3/contacts": {requests: func(_, other *tenant) []try {
		return []try{
			{body: `{"externalId":"K-` + other.mark + `","lastName":"x","phone1":"+420603303963"}`, status: http.StatusCreated},
			{body: `{"id":"` + other.own.String() + `","lastName":"x","phone1":"+420` + other.number() + `"}`, status: http.StatusCreated},
		}
	}},
	"GET /v3/contacts/{id}":    {shows: true, requests: oneContact("")},
	"PUT /v3/contacts/{id}":    {requests: oneContact(`{"lastName":"x","phone1":"+420603303963"}`)},
	"PATCH /v3/contacts/{id}":  {shows: true, requests: oneContact(`{"firstName":"x"}`)},
	"DELETE /v3/contacts/{id}": {requests: func(_, other *tenant) []try { return strangers(other, "") }},
	"GET /v3/contacts/route/{phoneNumber}": {requests: func(me, other *tenant) []try {
		return []try{
			{path: me.number(), status: http.StatusOK},
			{path: other.number(), status: http.StatusNotFound},
			{path: "%2B420" + other.number(), status: http.StatusNotFound},
		}
	}},
	"GET " + validatorPath: {requests: func(_, other *tenant) []try { return []try{{path: other.number(), status: http.StatusOK}} }},
}

// strangers are the contacts of another organization, which are not found.
func strangers(other *tenant, body string) []try {
	return []try{
		{path: other.own.String(), body: body, status: http.StatusNotFound},
		{path: other.jan.String(), body: body, status: http.StatusNotFound},
		{path: other.admin.String(), body: body, status: http.StatusNotFound},
	}
}

func oneContact(body string) func(me, other *tenant) []try {
	return func(me, other *tenant) []try {
		return append(strangers(other, body), try{path: me.own.String(), body: body, status: http.StatusOK})
	}
}

func runsOf(me, other *tenant) []try {
	return []try{
		{path: me.run.String(), query: "action=created", status: http.StatusOK},
		{path: other.run.String(), query: "action=created", status: http.StatusNotFound},
		{path: other.run.String(), query: "action=refused&format=csv", status: http.StatusNotFound},
	}
}

// contactsOf asks for contacts of another organization, which are not found, and then for mine.
func contactsOf(status int, body string) func(me, other *tenant) []try {
	return func(me, other *tenant) []try {
		return append(foreignContacts(other, body), try{path: me.own.String(), body: body, status: status})
	}
}

func foreignUser(body string) func(me, other *tenant) []try {
	return func(_, other *tenant) []try {
		return []try{
			{path: other.admin.String(), body: body, status: http.StatusNotFound},
			{path: other.own.String(), body: body, status: http.StatusNotFound},
		}
	}
}

func foreignContact(_, other *tenant) []try { return foreignContacts(other, "") }

func foreignContacts(other *tenant, body string) (tries []try) {
	for _, id := range []ringdex.ID{other.own, other.jan, other.admin} {
		tries = append(tries, try{path: id.String(), body: body, status: http.StatusNotFound})
	}
	return tries
}

// cursorOf is a cursor of a list of contacts behind one of them.
func cursorOf(id ringdex.ID) string {
	return base64.RawURLEncoding.EncodeToString([]byte("0 " + id.String()))
}

// companiesOf asks for a company that I do not have, and then for mine.
func companiesOf(status int, body string) func(me, other *tenant) []try {
	return func(_, _ *tenant) []try {
		return []try{{path: "12", body: body, status: http.StatusNotFound}, {path: "1", body: body, status: status}}
	}
}

// foreignWebhook is not found; mine has to stay for the other routes.
func foreignWebhook(_, other *tenant) []try {
	return []try{{path: other.hook.String(), status: http.StatusNotFound}}
}

// webhooksOf asks for the endpoint of another organization, which is not found, and then for mine;
// 0 for whatever comes of mine as it is then.
func webhooksOf(status int, body string) func(me, other *tenant) []try {
	return func(me, other *tenant) []try {
		return []try{
			{path: other.hook.String(), body: body, status: http.StatusNotFound},
			{path: me.hook.String(), body: body, status: status},
		}
	}
}

// foreignConnector is not found.
func foreignConnector(body string) func(me, other *tenant) []try {
	return func(_, other *tenant) []try {
		return []try{{path: other.name(), body: body, status: http.StatusNotFound}}
	}
}

// connectorsOf is webhooksOf for connectors. A name may belong to several organizations.
func connectorsOf(status int, body string) func(me, other *tenant) []try {
	return func(me, other *tenant) []try {
		return []try{
			{path: other.name(), body: body, status: http.StatusNotFound},
			{path: me.name(), body: body, status: status},
		}
	}
}

// told are events of calls of numbers that only the other organization has, and that each has.
func told(_, other *tenant) []try {
	return []try{
		{body: `{"event":"ringing","callId":"` + other.name() + `","number":"` + other.number() + `"}`, status: http.StatusOK},
		{body: `{"event":"ringing","number":"603303963"}`, status: http.StatusOK},
	}
}

func toldAsCTI(_, other *tenant) []try {
	return []try{{body: `{"event":"newCall","direction":"in","callId":"` + other.name() + `-4","from":"` + other.number() + `","to":"1"}`, status: http.StatusOK}}
}

func toldByAddress(_, other *tenant) []try {
	return []try{{query: "event=ended&callId=" + other.name() + "-2&number=" + other.number(), status: http.StatusOK}}
}

func lookups(me, other *tenant) []try {
	return []try{
		{query: "number=603303963", status: http.StatusOK},
		{query: "number=" + me.number() + "&format=text", status: http.StatusOK},
		{query: "number=" + other.number(), status: http.StatusNotFound},
		{query: "number=%2B420" + other.number() + "&format=text", status: http.StatusNotFound},
	}
}

func customers(me, other *tenant) []try {
	return []try{
		{query: "phone_number=603303963", status: http.StatusOK},
		{query: "phone_number=" + me.number(), status: http.StatusOK},
		{query: "email=jan%40example.cz", status: http.StatusOK},
		{query: "phone_number=" + other.number(), status: http.StatusNotFound},
		{query: "phone_number=" + other.number() + "&email=" + other.name() + "%40example.com", status: http.StatusNotFound},
	}
}

const rename = `{"Operation":"Replace","Path":"/LastName","Value":"x"}`

func imported(key, ops string) string { return `[{` + key + `,"Operations":[` + ops + `]}]` }

// walk is how a route is tried; without requests, once as it is.
type walk struct {
	shows    bool // mine is seen
	requests func(me, other *tenant) []try
}

// try is one request, and what must come of it.
type try struct {
	path, query, body string
	status            int  // 0 for any
	refused           bool // the item of an import
	empty             bool // the list
}

var marks = regexp.MustCompile(`(?:mark|own)-\d\d`)

// walk tries a route with each credential of mine.
func (w *world) walk(pattern string, how walk, me *tenant, others []*tenant) {
	w.T.Helper()
	foreign := map[string]*tenant{}
	for _, other := range others {
		for _, id := range []ringdex.ID{other.admin, other.jan, other.own, other.run, other.hook} {
			foreign[id.String()] = other
		}
	}
	seen := false
	for i, other := range others[:3] {
		tries := []try{{}}
		if how.requests != nil {
			tries = how.requests(me, other)
		}
		for _, one := range tries {
			answer := w.try(pattern, &one, me, i%3)
			seen = seen || strings.Contains(answer, me.mark)
			w.checkAnswer(pattern, &one, answer, me, foreign)
		}
	}
	if how.shows && !seen {
		w.T.Errorf("%s shows nothing of mine: the walk proves nothing", pattern)
	}
}

// try sends the request as a user by its organization, as a user by the host, or with the key.
func (w *world) try(pattern string, one *try, me *tenant, credential int) string {
	w.T.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.NewReplacer("{kind}/{field}", "contact/"+one.path, "{id}", one.path, "{seq}", one.path, "{name}", one.path, "{phoneNumber}", one.path, "{key}", me.key).Replace(path) + "?" + one.query
	if body := bodyOf(method, path); one.body == "" {
		one.body = body
	}
	authorization, host := dialecttest.Basic(me.organization()+`\admin`, dialecttest.PasswordOf("admin")), ""
	switch credential {
	case 1:
		authorization, host = dialecttest.Basic("admin", dialecttest.PasswordOf("admin")), me.organization()+".example"
	case 2:
		authorization = dialecttest.Basic("x", me.key)
	}
	if host != "" {
		path = "http://" + host + path
	}
	status, answer := w.Call(method, path, authorization, one.body)
	if one.status != 0 && status != one.status || status >= http.StatusInternalServerError || status == http.StatusUnauthorized {
		w.T.Errorf("%s: %+v: got %d %s", pattern, *one, status, answer)
	}
	return answer
}

func (t *tenant) organization() string { return strings.Replace(t.mark, "mark", "tenant", 1) }

// checkAnswer fails on foreign data in the answer, except data that the request itself contains.
func (w *world) checkAnswer(pattern string, one *try, answer string, me *tenant, foreign map[string]*tenant) {
	w.T.Helper()
	asked := one.path + one.query + one.body
	for _, found := range marks.FindAllString(answer, -1) {
		if found != me.mark && found != me.name() && !w.mine(found, me) && !strings.Contains(asked, found) {
			w.T.Errorf("%s: %+v shows %s: %s", pattern, *one, found, answer)
		}
	}
	for _, id := range dialecttest.GUID.FindAllString(answer, -1) {
		if foreign[id] != nil && !strings.Contains(asked, id) {
			w.T.Errorf("%s: %+v shows the id %s of %s", pattern, *one, id, foreign[id].mark)
		}
	}
	if one.refused != strings.Contains(answer, `"Success":false`) {
		w.T.Errorf("%s: %+v is refused: %t; got %s", pattern, *one, one.refused, answer)
	}
	if one.empty && !strings.Contains(strings.ToLower(answer), `"items":[]`) {
		w.T.Errorf("%s: %+v finds something: %s", pattern, *one, answer)
	}
}

// mine says whether an earlier request of the walk gave me a contact of that name.
func (w *world) mine(name string, me *tenant) bool {
	w.T.Helper()
	found := false
	w.View(me.org, func(r ringdex.Reader) error {
		byID, err := ringdex.ContactsByExternalID(r, "helpdesk", []string{name})
		if err != nil {
			return err
		}
		byEmail, err := ringdex.ContactsByEmail(r, []string{name + "@example.cz"})
		found = len(byID)+len(byEmail) > 0
		return err
	})
	return found
}

// A key is valid for its own organization only, even if the request names another.
func TestForeignCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	one, two := w.addTenant(1), w.addTenant(2)
	for _, authorization := range []string{
		dialecttest.Basic(two.organization()+`\admin`, one.key), dialecttest.Basic(two.organization()+`\admin`, strings.Replace(one.key, "rdk_2_", "rdk_3_", 1)),
		dialecttest.Basic(two.organization()+`\nobody`, dialecttest.PasswordOf("admin")), "Bearer " + one.key,
	} {
		if status, answer := w.Call(http.MethodGet, "/api/Account/GetUsers", authorization, ""); status != http.StatusUnauthorized {
			t.Errorf("%s: got %d %s", authorization, status, answer)
		}
	}
	_, answer := w.Call(http.MethodGet, "http://"+two.organization()+".example/api/Account/GetUsers", dialecttest.Basic("x", one.key), "")
	if !json.Valid([]byte(answer)) || strings.Contains(answer, two.mark) || !strings.Contains(answer, one.mark) {
		t.Errorf("a key at another organization's host: got %s", answer)
	}
}

// intake is the record as the intake takes it.
func taken(r dialecttest.Record, externalID string) intake.Record {
	rec := intake.Record{Identity: intake.Identity{ExternalID: externalID}}
	for field, value := range maps.All(r.Set) {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value})
	}
	return rec
}
