package native

import (
	"net/http"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// userRoutes require Administer: who may sign in decides about all data. Everybody may ask who it
// is itself.
func (a *api) userRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/me":                  dialect.For(0, a.me),
		"GET /v1/users":               dialect.For(auth.Administer, a.users),
		"POST /v1/users":              dialect.For(auth.Administer, a.addUser),
		"GET /v1/users/{id}":          dialect.For(auth.Administer, a.user),
		"PATCH /v1/users/{id}":        dialect.For(auth.Administer, a.changeUser),
		"DELETE /v1/users/{id}":       dialect.For(auth.Administer, a.removeUser),
		"PUT /v1/users/{id}/password": dialect.For(auth.Administer, a.setPassword),
	}
}

// userRow is the JSON of a user.
type userRow struct {
	ID                 string     `json:"id"`
	UserName           string     `json:"userName"`
	Roles              []string   `json:"roles"`
	FirstName          string     `json:"firstName"`
	LastName           string     `json:"lastName"`
	DisplayName        string     `json:"displayName"`
	Emails             []string   `json:"emails"`
	Language           string     `json:"language"`
	MustChangePassword bool       `json:"mustChangePassword"`
	PasswordChanged    *time.Time `json:"passwordChanged,omitempty"` // missing: without a password nobody signs in
	Source             string     `json:"source,omitempty"`
	Version            int64      `json:"version"`
	Created            time.Time  `json:"created"`
	Updated            time.Time  `json:"updated"`
}

func toUser(c *ringdex.Contact) userRow {
	return userRow{
		ID: c.ID.String(), UserName: c.UserName, Roles: rolesOf(c.Roles), FirstName: c.FirstName, LastName: c.LastName, DisplayName: c.DisplayName,
		Emails: texts(c.Emails), Language: string(c.Language), MustChangePassword: c.MustChangePassword, PasswordChanged: moment(c.PasswordChanged),
		Source: c.Source, Version: c.Version, Created: c.Created, Updated: c.Updated,
	}
}

// rolesOf returns the names of roles, never null.
func rolesOf(roles ringdex.Roles) []string {
	names := []string{}
	for _, role := range ringdex.EachRole {
		if roles.Has(role) {
			names = append(names, role.String())
		}
	}
	return names
}

// userBody creates or changes a user; members that are missing stay.
type userBody struct {
	UserName           *string   `json:"userName"`
	Roles              *[]string `json:"roles"`
	FirstName          *string   `json:"firstName"`
	LastName           *string   `json:"lastName"`
	DisplayName        *string   `json:"displayName"`
	Emails             *[]string `json:"emails"`
	Language           *string   `json:"language"`
	MustChangePassword *bool     `json:"mustChangePassword"`
}

func (b *userBody) draft() (directory.UserDraft, error) {
	d := directory.UserDraft{
		UserName: b.UserName, FirstName: b.FirstName, LastName: b.LastName, DisplayName: b.DisplayName, Language: b.Language,
		Emails: b.Emails, MustChangePassword: b.MustChangePassword,
	}
	if b.Roles == nil {
		return d, nil
	}
	roles, err := parseRoles(*b.Roles)
	d.Roles = &roles
	return d, err
}

func parseRoles(names []string) (all ringdex.Roles, err error) {
	for _, name := range names {
		role, err := ringdex.ParseRole(name)
		if err != nil {
			return 0, ringdex.ProblemOf("roles", err)
		}
		all |= role
	}
	return all, nil
}

// newUserBody creates a user, with a password or without one.
type newUserBody struct {
	userBody
	Password string `json:"password"`
}

// users answers GET /v1/users?role&limit&after.
func (a *api) users(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	q := newQuery(r)
	want := directory.UserQuery{Limit: q.limit(), After: q.after(ringdex.KindContact)}
	if role := q.text("role"); role != "" {
		var err error
		if want.Roles, err = ringdex.ParseRole(role); err != nil {
			return ringdex.ProblemOf("role", err)
		}
	}
	if err := q.end(); err != nil {
		return err
	}
	found, err := a.Users.List(r.Context(), p, want)
	if err != nil {
		return err
	}
	rows := make([]userRow, len(found.Users))
	for i, c := range found.Users {
		rows[i] = toUser(c)
	}
	return writeList(w, r, rows, cursor(found.Next), nil)
}

func (a *api) addUser(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	dryRun, err := onlyDryRun(r)
	if err != nil {
		return err
	}
	var body newUserBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	d, err := body.draft()
	if err != nil {
		return err
	}
	c, err := a.Users.Create(r.Context(), p, d, body.Password, dryRun)
	if err != nil {
		return err
	}
	if !dryRun {
		w.Header().Set("Location", "/v1/users/"+c.ID.String())
	}
	return writeVersioned(w, http.StatusCreated, c.Version, toUser(c))
}

// onlyDryRun reads a query that may have dryRun only.
func onlyDryRun(r *http.Request) (bool, error) {
	q := newQuery(r)
	dryRun := q.flag("dryRun")
	return dryRun, q.end()
}

// userID reads the id of the path.
func userID(r *http.Request) (ringdex.ID, error) {
	ref, err := refOf(ringdex.KindContact, r.PathValue("id"))
	return ref.Contact, err
}

func (a *api) user(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := userID(r)
	if err != nil {
		return err
	}
	c, err := a.Users.Find(r.Context(), p, id)
	if err != nil || notModified(w, r, c.Version) {
		return err
	}
	return writeVersioned(w, http.StatusOK, c.Version, toUser(c))
}

func (a *api) changeUser(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, e, err := userChange(r)
	if err != nil {
		return err
	}
	var body userBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	d, err := body.draft()
	if err != nil {
		return err
	}
	c, err := a.Users.Change(r.Context(), p, id, d, e)
	if err != nil {
		return err
	}
	return writeVersioned(w, http.StatusOK, c.Version, toUser(c))
}

// userChange reads whom a change is about, and its condition.
func userChange(r *http.Request) (id ringdex.ID, e directory.Expected, err error) {
	if id, err = userID(r); err != nil {
		return id, e, err
	}
	q := newQuery(r)
	if e, err = expected(r, q); err != nil {
		return id, e, err
	}
	return id, e, q.end()
}

func (a *api) removeUser(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, e, err := userChange(r)
	if err != nil {
		return err
	}
	if _, err := a.Users.Remove(r.Context(), p, id, e); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// passwordBody sets a password; no answer has one.
type passwordBody struct {
	Password   string `json:"password"`
	MustChange bool   `json:"mustChange"`
}

func (a *api) setPassword(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := userID(r)
	if err != nil {
		return err
	}
	var body passwordBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if err := a.Users.SetPassword(r.Context(), p, id, body.Password, body.MustChange); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// meRow is the JSON of the caller.
type meRow struct {
	Kind         string          `json:"kind"` // key or user
	Name         string          `json:"name"` // of the key, or the user name
	Organization organizationRef `json:"organization"`
	Rights       []string        `json:"rights"`
	Scope        ringdex.Scope   `json:"scope,omitempty"`  // of a key
	Source       string          `json:"source,omitempty"` // that a key is bound to
	User         *userRow        `json:"user,omitempty"`
}

type organizationRef struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// rightNames are the rights as /v1/me names them.
var rightNames = []struct {
	right auth.Right
	name  string
}{
	{auth.Lookup, "lookup"},
	{auth.Read, "read"},
	{auth.Edit, "edit"},
	{auth.Import, "import"},
	{auth.Administer, "administer"},
}

func (a *api) me(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	me, err := a.Users.Me(r.Context(), p)
	if err != nil {
		return err
	}
	row := meRow{
		Kind: "key", Name: p.Actor, Organization: organizationRef{me.Organization.Key, me.Organization.Name}, Rights: []string{},
		Scope: p.Scope, Source: p.Source,
	}
	for _, right := range rightNames {
		if p.May(right.right) {
			row.Rights = append(row.Rights, right.name)
		}
	}
	if me.User != nil {
		user := toUser(me.User)
		row.Kind, row.User = "user", &user
	}
	return httpx.WriteJSON(w, http.StatusOK, row)
}
