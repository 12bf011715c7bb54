// Package helios is a Helios Green ServiceGate to try a connector with: it has companies and
// contacts in memory, answers as wire/helios.md says, and refuses what the real one refuses.
// Options make it fail.
//
// It shares no code with the connector. Each choice where nothing says what a real server does is
// that of wire/helios.md ("CHOICE").
package helios

import (
	"net/http"
	"strings"
	"time"

	"ringdex/internal/emulator"
	"ringdex/internal/emulator/fault"
)

// Options say what the server knows and how it fails. A zero turns a failure off.
type Options struct {
	Profile, Username, Password string
	Templates                   []*Template
	Functions                   []int // that RUN knows
	Zone                        *time.Location
	Clock                       func() time.Time

	Elements    bool // rows as elements
	Declared    bool // inner XML begins with a declaration of UTF-16
	NoTotal     bool // totalRowCount is not reported
	TotalMore   int  // totalRowCount is that much too high
	NoStart     bool // START is not reported
	NoInfo      bool // neither Definition nor columnsInfo
	PageCap     int  // most rows of an answer
	IgnoreSort  bool
	KeepSeconds int // answer of KeepAlive; 0: 300

	ExpireAfter int        // a session lives for that many messages
	FailPage    int        // the n-th BROWSE fails
	FaultEvery  int        // every n-th call is HTTP 500 with a SOAP fault
	CutEvery    int        // every n-th call is processed, and its answer cut off in the middle
	FailRun     bool       // RUN fails
	Fault       fault.Plan // failures of any system; it cannot be changed later

	OnBrowse func(n int) // before the n-th BROWSE is answered
}

// Stats counts what was served.
type Stats struct {
	Calls, LogOns, LogOffs, KeepAlives, Browses, Rows, Runs int
	Open                                                    int      // sessions
	Marked                                                  []string // keys of records, in order
}

// Server is the emulator. It is an http.Handler.
type Server struct {
	emulator.System[Stats] // of the four operations
	opt                    Options

	sessions map[string]*session
	serial   int
	requests []string // bodies of calls, for comparison with recorded ones
}

// New returns a server.
func New(opt Options) *Server {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	if opt.KeepSeconds == 0 {
		opt.KeepSeconds = 300
	}
	s := &Server{opt: opt, sessions: map[string]*session{}}
	s.Handle(http.HandlerFunc(s.soap), opt.Fault)
	return s
}

// Stats returns a copy of the counts so far, with the sessions that are open now.
func (s *Server) Stats() Stats {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	now := s.Count
	now.Marked = append([]string(nil), s.Count.Marked...)
	now.Open = len(s.sessions)
	return now
}

// Requests returns the bodies of all calls so far.
func (s *Server) Requests() []string {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return append([]string(nil), s.requests...)
}

// Set changes the options, such as a failure that begins or ends.
func (s *Server) Set(change func(*Options)) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	change(&s.opt)
}

// ServeHTTP answers SOAP at any path that ends in servicegate.asmx, in any case of letters.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, wsdl := r.URL.Query()["WSDL"]
	switch {
	case strings.HasPrefix(r.URL.Path, "/control/"):
		s.control(w, r)
	case !strings.HasSuffix(strings.ToLower(r.URL.Path), "/servicegate.asmx"):
		http.NotFound(w, r)
	case r.Method == http.MethodGet && wsdl:
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = w.Write([]byte(wsdlText))
	case r.Method != http.MethodPost:
		http.Error(w, "use POST", http.StatusMethodNotAllowed)
	default:
		s.System.ServeHTTP(w, r)
	}
}

// every reports whether the n-th call fails in a way that fails every few calls.
func every(n, few int) bool { return few > 0 && n%few == 0 }
