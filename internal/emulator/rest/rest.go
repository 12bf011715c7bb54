// Package rest is a REST API of a shop or a CRM to try a connector with: customers and companies in
// memory, with each usual way to sign in and to page.
//
// It shares no code with the connector.
package rest

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/emulator"
	"ringdex/internal/emulator/fault"
)

// Options say what the server knows.
type Options struct {
	Auth               string // none, basic, bearer, header or oauth2
	Username, Password string // of basic; of the client of oauth2
	Token              string // of bearer and header
	Uses               int    // calls that a token of oauth2 is good for; 0: any number
	Paging             string // none, page, offset, cursor or link
	PageCap            int    // most rows of a page; 0: 50
	NoTotal            bool
	Clock              func() time.Time
	Fault              fault.Plan

	OnPage func(n int) // before the n-th page is answered
}

// Row is a row of the API. Its member "updated" is the time of its change.
type Row map[string]any

// Stats counts what was served.
type Stats struct{ Pages, Rows, Tokens int }

// Server is the emulator. It is an http.Handler.
type Server struct {
	emulator.System[Stats]
	opt Options

	rows   map[string][]Row // by "customers", "companies" and "orders", in the order of their ids
	tokens map[string]int   // uses left
}

// New returns a server without rows.
func New(opt Options) *Server {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	opt.PageCap = cmp.Or(opt.PageCap, 50)
	s := &Server{opt: opt, rows: map[string][]Row{}, tokens: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /oauth2/token", s.token)
	mux.HandleFunc("GET /api/{what}", s.page)
	s.Handle(mux, opt.Fault)
	return s
}

// ServeHTTP serves /api/customers, /api/companies, /api/orders and /oauth2/token.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.opt.Clock().UTC().Format(http.TimeFormat))
	s.System.ServeHTTP(w, r)
}

// Put adds a row, or replaces the one with its id. It was changed now, unless it says otherwise.
func (s *Server) Put(what string, row Row) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if row["updated"] == nil {
		row["updated"] = s.opt.Clock().UTC().Format(time.RFC3339)
	}
	at := slices.IndexFunc(s.rows[what], func(r Row) bool { return r["id"] == row["id"] })
	if at < 0 {
		s.rows[what] = append(s.rows[what], row)
	} else {
		s.rows[what][at] = row
	}
}

// Remove removes the row with an id.
func (s *Server) Remove(what string, id any) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.rows[what] = slices.DeleteFunc(s.rows[what], func(r Row) bool { return r["id"] == id })
}

// Sample adds companies and customers.
func (s *Server) Sample(companies, customers int) {
	for i := range companies {
		s.Put("companies", Row{"id": i + 1, "name": fmt.Sprintf("Firma %d", i+1), "address": Row{"city": "Brno", "street": fmt.Sprintf("Nová %d", i+1)}})
	}
	for i := range customers {
		row := Row{
			"id": i + 1, "name": fmt.Sprintf("Jan Novák%d", i+1), "email": fmt.Sprintf("jan%d@example.com", i+1),
			"phones": []any{Row{"number": fmt.Sprintf("+420 %d", 602_000_000+i)}, Row{"number": fmt.Sprintf("+420 %d", 721_000_000+i)}},
			"vip":    i%10 == 0, "company_id": nil,
		}
		if companies > 0 && i%3 == 0 {
			row["company_id"] = i%companies + 1
		}
		s.Put("customers", row)
	}
}

// SampleOrders adds orders of people without an account, as shops have them. Every third one is a
// second order of the same person.
func (s *Server) SampleOrders(n int) {
	for i := range n {
		who := i - i%3/2
		s.Put("orders", Row{"id": i + 1, "customer_id": 0, "billing": Row{
			"first_name": "Eva", "last_name": fmt.Sprintf("Malá%d", who+1), "email": fmt.Sprintf("eva%d@example.com", who+1),
			"phone": fmt.Sprintf("+420 %d", 605_000_000+who), "city": "Brno",
		}})
	}
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	user, password, _ := r.BasicAuth()
	user, _ = url.QueryUnescape(user) // RFC 6749, section 2.3.1
	password, _ = url.QueryUnescape(password)
	if user != s.opt.Username || password != s.opt.Password || r.FormValue("grant_type") != "client_credentials" {
		emulator.Answer(w, http.StatusUnauthorized, Row{"error": "invalid_client"})
		return
	}
	s.Count.Tokens++
	token := rand.Text()
	s.tokens[token] = cmp.Or(s.opt.Uses, 1<<30)
	emulator.Answer(w, http.StatusOK, Row{"access_token": token, "token_type": "bearer", "expires_in": 3600})
}

func (s *Server) allowed(r *http.Request) bool {
	user, password, _ := r.BasicAuth()
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch s.opt.Auth {
	case "basic":
		return user == s.opt.Username && password == s.opt.Password
	case "bearer":
		return bearer == s.opt.Token
	case "header":
		return r.Header.Get("X-Api-Key") == s.opt.Token
	case "oauth2":
		s.tokens[bearer]--
		return s.tokens[bearer] >= 0
	}
	return true
}

func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	s.Mu.Lock()
	s.Count.Pages++
	n := s.Count.Pages
	s.Mu.Unlock()
	if s.opt.OnPage != nil {
		s.opt.OnPage(n)
	}
	s.Mu.Lock()
	defer s.Mu.Unlock()
	what := r.PathValue("what")
	switch {
	case !s.allowed(r):
		emulator.Answer(w, http.StatusUnauthorized, Row{"error": "unauthorized"})
	case what != "customers" && what != "companies" && what != "orders":
		emulator.Answer(w, http.StatusNotFound, Row{"error": "not found"})
	default:
		s.serve(w, r, s.since(what, r.FormValue("updated_after")))
	}
}

func (s *Server) since(what, after string) (found []Row) {
	for _, row := range s.rows[what] {
		if row["updated"].(string) >= after {
			found = append(found, row)
		}
	}
	return found
}

// serve answers a page of rows.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, rows []Row) {
	total := len(rows)
	from := s.from(r)
	size := s.opt.PageCap
	if n, err := strconv.Atoi(r.FormValue("limit")); err == nil {
		size = min(size, n)
	}
	if s.opt.Paging == "none" || s.opt.Paging == "" {
		from, size = 0, total
	}
	if n, err := strconv.Atoi(r.FormValue("page")); err == nil && s.opt.Paging == "page" {
		from = (n - 1) * size
	}
	rows = rows[min(from, total):]
	rows = rows[:min(size, len(rows))]
	s.Count.Rows += len(rows)
	meta := Row{}
	if !s.opt.NoTotal {
		meta["total"] = total
	}
	if next := from + len(rows); next < total {
		s.link(w, r, meta, next)
	}
	emulator.Answer(w, http.StatusOK, Row{"data": Row{"items": append([]Row{}, rows...)}, "meta": meta})
}

func (s *Server) from(r *http.Request) int {
	name := map[string]string{"offset": "offset", "cursor": "cursor", "link": "after"}[s.opt.Paging]
	n, _ := strconv.Atoi(strings.TrimPrefix(r.FormValue(name), "c"))
	return n
}

// link says where the next page is.
func (s *Server) link(w http.ResponseWriter, r *http.Request, meta Row, next int) {
	switch s.opt.Paging {
	case "cursor":
		meta["next_cursor"] = fmt.Sprintf("c%d", next)
	case "link":
		query := r.URL.Query()
		query.Set("after", strconv.Itoa(next))
		w.Header().Set("Link", fmt.Sprintf(`<%s?%s>; rel="next", </api>; rel="up"`, r.URL.Path, query.Encode()))
	}
}
