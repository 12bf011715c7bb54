package rest

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// The ways to ask for the next page.
const (
	pagingNone   = "none"   // everything is in one answer
	pagingPage   = "page"   // by its number
	pagingOffset = "offset" // by the number of rows before it
	pagingCursor = "cursor" // by a text from the answer before
	pagingLink   = "link"   // by the header Link (RFC 8288), else by an address in the answer
)

// paging is the settings of how pages are asked for.
type paging struct {
	how, parameter, sizeParameter, next, total string
	first, size                                int
}

func (p *paging) check() error {
	if p.how == pagingCursor && p.next == "" {
		return ringdex.Problem("next_path", "setting_value.missing", "next_path")
	}
	return nil
}

// turn is the place of a read in the pages.
type turn struct {
	p      *paging
	start  *url.URL
	page   int    // number of the next page
	rows   int    // before it
	cursor string // of it
	link   *url.URL
	done   bool
}

// address returns the address of the next page.
func (t *turn) address() string {
	if t.link != nil {
		return t.link.String()
	}
	u := *t.start
	query := u.Query()
	if t.p.sizeParameter != "" {
		query.Set(t.p.sizeParameter, strconv.Itoa(t.p.size))
	}
	switch t.p.how {
	case pagingPage:
		query.Set(cmp.Or(t.p.parameter, "page"), strconv.Itoa(t.page))
	case pagingOffset:
		query.Set(cmp.Or(t.p.parameter, "offset"), strconv.Itoa(max(0, t.rows-1))) // overlaps by a row
	case pagingCursor:
		if t.cursor != "" {
			query.Set(cmp.Or(t.p.parameter, "cursor"), t.cursor)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// advance goes on behind a page of n rows. A short page does not end a read: an empty one does, or
// one without a next one.
func (t *turn) advance(n int, answer any, header http.Header) error {
	t.page++
	switch t.p.how {
	case pagingNone:
		t.done = true
	case pagingPage:
		t.done = n == 0
	case pagingOffset:
		t.offset(n)
	case pagingCursor:
		next := text(at(answer, t.p.next))
		if t.done = next == ""; next != "" && next == t.cursor {
			return message.Err("rest.same_page")
		}
		t.cursor = next
	case pagingLink:
		return t.follow(cmp.Or(nextLink(header), text(at(answer, cmp.Or(t.p.next, "next")))))
	}
	return nil
}

// offset counts the rows of a page, whose first one was on the page before, too.
func (t *turn) offset(n int) {
	first := t.rows == 0
	if !first {
		n--
	}
	t.done = n <= 0
	t.rows += max(0, n)
}

// follow goes to an address of the same server: another one must not get the credentials.
func (t *turn) follow(next string) error {
	if t.done = next == ""; t.done {
		return nil
	}
	from := t.start
	if t.link != nil {
		from = t.link
	}
	u, err := from.Parse(next)
	switch {
	case err != nil:
		return message.Err("rest.link", ringdex.Show(next))
	case u.Scheme != t.start.Scheme || u.Host != t.start.Host:
		return message.Err("rest.other_host", ringdex.Show(u.Host))
	case u.String() == from.String():
		return message.Err("rest.same_page")
	}
	t.link = u
	return nil
}

// nextLink returns the address of the relation "next" in the header Link.
func nextLink(h http.Header) string {
	for _, line := range h.Values("Link") {
		for one := range strings.SplitSeq(line, ",") {
			address, parameters, _ := strings.Cut(strings.TrimSpace(one), ">")
			for p := range strings.SplitSeq(parameters, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
				if strings.EqualFold(name, "rel") && strings.EqualFold(strings.Trim(value, `"`), "next") {
					return strings.TrimPrefix(address, "<")
				}
			}
		}
	}
	return ""
}
