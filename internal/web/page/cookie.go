package page

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/i18n"
	"ringdex/internal/message"
	"ringdex/internal/web/ui"
)

const (
	sessionCookie  = "ringdex_session"
	languageCookie = "ringdex_language"
	themeCookie    = "ringdex_theme"
	zoneCookie     = "ringdex_zone" // written by the script
	flashCookie    = "ringdex_flash"
)

const (
	aYear      = 365 * 24 * time.Hour
	flashLife  = time.Minute
	longestFor = 1500 // bytes of a flash: browsers drop larger cookies
)

func (c *Call) cookie(name string) string {
	found, err := c.Request.Cookie(name)
	if err != nil {
		return ""
	}
	value, err := url.QueryUnescape(found.Value)
	if err != nil {
		return ""
	}
	return value
}

// put sets a cookie that scripts cannot read; "" removes it.
func (c *Call) put(name, value string, life time.Duration) {
	age := int(life / time.Second)
	if value == "" {
		age = -1
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: url.QueryEscape(value), Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.secure(),
	})
}

// Address returns the address by which the reader has reached the program, without a path: what
// other systems can be told.
func (c *Call) Address() string {
	if c.secure() {
		return "https://" + c.Request.Host
	}
	return "http://" + c.Request.Host
}

// secure reports whether the browser speaks TLS to us, or to the proxy before us. A browser that
// lies about it only harms its own cookie.
func (c *Call) secure() bool {
	return c.Request.TLS != nil || strings.EqualFold(c.Request.Header.Get("X-Forwarded-Proto"), "https")
}

// SignedIn gives the browser the secret of a session.
func (c *Call) SignedIn(secret string) { c.put(sessionCookie, secret, auth.SessionLife) }

// SignOut ends the session and takes its secret from the browser.
func (c *Call) SignOut() error {
	c.put(sessionCookie, "", 0)
	if c.Who.User == nil {
		return nil
	}
	return c.frame.Auth.EndSession(c.Request.Context(), c.Who.Principal, c.Who.Session.ID)
}

// Speak remembers the language of the reader.
func (c *Call) Speak(l i18n.Language) { c.put(languageCookie, string(l), aYear) }

// IsTheme reports whether there is such a theme; "" is what the browser prefers.
func IsTheme(name string) bool { return name == "" || name == "light" || name == "dark" }

// Theme remembers the theme of the reader.
func (c *Call) Theme(name string) { c.put(themeCookie, name, aYear) }

// flashed is a Flash in a cookie.
type flashed struct {
	Kind string `json:"k"`
	Key  string `json:"t"`
	Args []any  `json:"a,omitempty"`
	Undo string `json:"u,omitempty"`
}

// Flash says a line on the next page.
func (c *Call) Flash(f ui.Flash) {
	args := slices.Clone(f.Text.Args)
	for i, arg := range args {
		if t, ok := arg.(message.Text); ok {
			args[i] = c.View.Say(t)
		}
	}
	body, err := json.Marshal(flashed{f.Kind, f.Text.Key, args, f.Undo})
	if err != nil || len(body) > longestFor {
		return
	}
	c.put(flashCookie, base64.RawURLEncoding.EncodeToString(body), flashLife)
}

// Done says that something was done.
func (c *Call) Done(undo, key string, args ...any) {
	c.Flash(ui.Flash{Kind: "good", Text: message.New(key, args...), Undo: undo})
}

// takeFlash returns the line for this page, and removes it.
func (c *Call) takeFlash() *ui.Flash {
	value := c.cookie(flashCookie)
	if value == "" || c.Partial() {
		return c.View.Flash
	}
	c.put(flashCookie, "", 0)
	body, err := base64.RawURLEncoding.DecodeString(value)
	var f flashed
	if err != nil || json.Unmarshal(body, &f) != nil || f.Undo != "" && Local(f.Undo) != f.Undo {
		return c.View.Flash
	}
	for i, arg := range f.Args {
		if n, ok := arg.(float64); ok {
			f.Args[i] = int64(n)
		}
	}
	return &ui.Flash{Kind: f.Kind, Text: message.Text{Key: f.Key, Args: f.Args}, Undo: f.Undo}
}

// Local returns an address of ours, or "/" for any other one.
func Local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return "/"
	}
	return address
}
