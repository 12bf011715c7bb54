package helios

import (
	"encoding/xml"
	"io"
	"net/http"
	"strings"
)

const namespace = "http://lcs.cz/webservices/"

// envelope is a SOAP 1.1 request with one of the four operations.
type envelope struct {
	XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Body    struct {
		LogOn *struct {
			Profile  string `xml:"http://lcs.cz/webservices/ profile"`
			Username string `xml:"http://lcs.cz/webservices/ username"`
			Password string `xml:"http://lcs.cz/webservices/ password"`
			Language string `xml:"http://lcs.cz/webservices/ language"`
		} `xml:"http://lcs.cz/webservices/ LogOn"`
		ProcessXML *struct {
			Token string `xml:"http://lcs.cz/webservices/ sessionToken"`
			Input string `xml:"http://lcs.cz/webservices/ inputXml"`
		} `xml:"http://lcs.cz/webservices/ ProcessXml"`
		LogOff    *tokenOnly `xml:"http://lcs.cz/webservices/ LogOff"`
		KeepAlive *tokenOnly `xml:"http://lcs.cz/webservices/ KeepAlive"`
	} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
}

type tokenOnly struct {
	Token string `xml:"http://lcs.cz/webservices/ sessionToken"`
}

const mostBody = 64 << 20

func (s *Server) soap(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, mostBody))
	if err != nil {
		return
	}
	n, opt := s.called(body)
	w.Header().Set("Date", opt.Clock().UTC().Format(http.TimeFormat))
	switch {
	case every(n, opt.FaultEvery):
		soapFault(w, "soap:Server", "Server was unable to process request. ---> Deadlock.")
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "text/xml"):
		http.Error(w, "Unsupported Media Type", http.StatusUnsupportedMediaType)
	default:
		s.operation(w, r, body, every(n, opt.CutEvery))
	}
}

func (s *Server) called(body []byte) (n int, opt Options) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.Count.Calls++
	s.requests = append(s.requests, string(body))
	return s.Count.Calls, s.opt
}

func (s *Server) operation(w http.ResponseWriter, r *http.Request, body []byte, cut bool) {
	var e envelope
	if err := xml.Unmarshal(body, &e); err != nil {
		soapFault(w, "soap:Client", "Server was unable to read request. ---> "+err.Error())
		return
	}
	name, result := s.dispatch(&e)
	if name == "" || r.Header.Get("SOAPAction") != `"`+namespace+name+`"` {
		soapFault(w, "soap:Client", "Server did not recognize the value of HTTP Header SOAPAction: "+r.Header.Get("SOAPAction")+".")
		return
	}
	answer := xml.Header + `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><` + name + `Response xmlns="` + namespace +
		`"><` + name + `Result>` + escape(result) + `</` + name + `Result></` + name + `Response></soap:Body></soap:Envelope>`
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	if cut {
		_, _ = io.WriteString(w, answer[:len(answer)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, answer)
}

// dispatch calls the operation of an envelope; name is "" if it has none.
func (s *Server) dispatch(e *envelope) (name, result string) {
	switch b := &e.Body; {
	case b.LogOn != nil:
		return "LogOn", s.logOn(b.LogOn.Profile, b.LogOn.Username, b.LogOn.Password)
	case b.ProcessXML != nil:
		return "ProcessXml", s.process(b.ProcessXML.Token, b.ProcessXML.Input)
	case b.LogOff != nil:
		return "LogOff", s.logOff(b.LogOff.Token)
	case b.KeepAlive != nil:
		return "KeepAlive", s.keepAlive(b.KeepAlive.Token)
	}
	return "", ""
}

func soapFault(w http.ResponseWriter, code, text string) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = io.WriteString(w, xml.Header+`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>`+
		code+`</faultcode><faultstring>`+escape(text)+`</faultstring><detail /></soap:Fault></soap:Body></soap:Envelope>`)
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}
