package page

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// Call is one request for a page, and the reader who makes it.
type Call struct {
	Writer  http.ResponseWriter
	Request *http.Request
	View    *ui.View
	Who     auth.Signed // zero if nobody is signed in
	frame   *frame
}

// PasswordPath is where somebody is sent who must change the password.
const PasswordPath = "/account/password"

// begin finds who asks, and whether the route is for them.
func (c *Call) begin(r Route) error {
	c.View = c.reader()
	if err := c.signedIn(); err != nil && !r.Open {
		return err
	}
	if r.Open {
		return nil
	}
	if c.Who.User.MustChangePassword && !strings.HasPrefix(c.Request.URL.Path, PasswordPath) && c.Request.URL.Path != "/sign-out" {
		return redirect(PasswordPath)
	}
	if r.Right != 0 {
		return c.Who.Require(r.Right)
	}
	return nil
}

// reader returns what is known of the reader without a session.
func (c *Call) reader() *ui.View {
	v := &ui.View{
		Language: i18n.Accepted(c.Request.Header.Get("Accept-Language")), Zone: time.UTC, Now: c.frame.Clock(),
		Path: c.Request.URL.RequestURI(), Version: c.frame.Version,
	}
	if l, ok := i18n.Parse(c.cookie(languageCookie)); ok {
		v.Language = l
	}
	if theme := c.cookie(themeCookie); IsTheme(theme) {
		v.Theme = theme
	}
	if zone, err := time.LoadLocation(c.cookie(zoneCookie)); err == nil {
		v.Zone = zone
	}
	if c.Request.Method != http.MethodGet {
		v.Path = "/"
	}
	return v
}

// signedIn completes the view by the user of the session.
func (c *Call) signedIn() error {
	who, err := c.frame.Auth.Session(c.Request.Context(), c.cookie(sessionCookie))
	if err != nil {
		return err
	}
	org, err := c.frame.Directory.Organization(c.Request.Context(), who.Organization)
	if err != nil {
		return err
	}
	c.Who, c.View.Who, c.View.Principal, c.View.Organization = who, who.User, who.Principal, org.Name
	for _, s := range c.frame.sections {
		if s.Right == 0 || who.May(s.Right) {
			c.View.Sections = append(c.View.Sections, s.Section)
		}
	}
	return nil
}

// Prove reports whether the session of the reader still holds, for answers that take long.
func (c *Call) Prove() error {
	_, err := c.frame.Auth.Session(c.Request.Context(), c.cookie(sessionCookie))
	return err
}

// Caller returns the origin of the request, for auth.
func (c *Call) Caller() auth.Caller {
	return auth.Caller{IP: httpx.ClientIP(c.Request, c.frame.Proxies), Host: c.Request.Host}
}

// Text returns a value of the query or of the form, without spaces around it.
func (c *Call) Text(name string) string { return strings.TrimSpace(c.Request.FormValue(name)) }

// T returns the text of a key in the reader's language.
func (c *Call) T(key string, args ...any) string { return c.View.T(key, args...) }

// maxForm limits the body of a form, in bytes.
const maxForm = 4 << 20

// Form reads the form of a POST. Invalid or TooLarge if it cannot be read.
func (c *Call) Form() error {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxForm)
	if err := c.Request.ParseForm(); err != nil {
		if strings.Contains(err.Error(), "too large") {
			return ringdex.Fail(ringdex.TooLarge, "page.form_large").Because(err)
		}
		return ringdex.Fail(ringdex.Invalid, "page.form").Because(err)
	}
	return nil
}

// Partial reports whether htmx asks for a part of a page.
func (c *Call) Partial() bool {
	h := c.Request.Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Boosted") == "" && h.Get("HX-History-Restore-Request") != "true"
}

// Show answers with a whole page.
func (c *Call) Show(h ui.Head, body templ.Component) error { return c.ShowAs(http.StatusOK, h, body) }

// ShowAs is Show with another status, such as 422 for a form with a problem.
func (c *Call) ShowAs(status int, h ui.Head, body templ.Component) error {
	c.View.Section, c.View.Query = h.Section, h.Query
	c.View.Flash = c.takeFlash()
	return c.write(status, ui.Page(c.View, h, body))
}

// Part answers with a part of a page, for htmx.
func (c *Call) Part(body templ.Component) error { return c.write(http.StatusOK, body) }

// write renders first: so a failure while rendering is still an error page.
func (c *Call) write(status int, body templ.Component) error {
	var b bytes.Buffer
	if err := body.Render(c.Request.Context(), &b); err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "HX-Request, Accept-Encoding")
	if b.Len() < leastPacked || !strings.Contains(c.Request.Header.Get("Accept-Encoding"), "gzip") {
		return c.send(status, b.Bytes())
	}
	h.Set("Content-Encoding", "gzip")
	return c.send(status, pack(b.Bytes()))
}

// leastPacked is from how many bytes on a page is compressed.
const leastPacked = 1000

func pack(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(body) // a buffer does not fail
	_ = w.Close()
	return b.Bytes()
}

func (c *Call) send(status int, body []byte) error {
	c.Writer.Header().Set("Content-Length", strconv.Itoa(len(body)))
	c.Writer.WriteHeader(status)
	_, err := c.Writer.Write(body)
	return err
}

// Go sends the browser to another page of ours, with a GET.
func (c *Call) Go(to string) error {
	if c.Partial() {
		c.Writer.Header().Set("HX-Redirect", to)
		c.Writer.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(c.Writer, c.Request, to, http.StatusSeeOther)
	return nil
}
