package helios

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// message is one of the requests that it knows, by its root element.
type message struct {
	XMLName xml.Name
	browse
	run
}

const timeForm = "2006-01-02 15:04:05"

// process answers a message. An expired session is a text, not XML.
func (s *Server) process(token, input string) string {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if !s.alive(token) {
		return "ERROR: Session does not exist or has expired."
	}
	var m message
	d := xml.NewDecoder(strings.NewReader(input))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	if err := d.Decode(&m); err != nil {
		return s.failed("RESULT", "The input is not XML: "+err.Error())
	}
	switch m.XMLName.Local {
	case "BROWSE":
		return s.browse(&m.browse)
	case "RUN":
		return s.run(&m.run)
	}
	return s.failed("RESULT", "Unknown message "+m.XMLName.Local)
}

// stamps are the attributes of the root of an answer.
func (s *Server) stamps(state string) string {
	now := s.opt.Clock().In(s.opt.Zone).Format(timeForm)
	start := ` START="` + now + `"`
	if s.opt.NoStart {
		start = ""
	}
	return ` STATE="` + state + `"` + start + ` STOP="` + now + `" DATABASENUMBER="1"`
}

func (s *Server) failed(root, text string) string {
	return s.declared(`<` + root + s.stamps("FAIL") + `><DETAIL LEVEL="APPLICATION" errorMessage="` + escape(text) + `" WHEN="` +
		s.opt.Clock().In(s.opt.Zone).Format(timeForm) + `"><TEXT>at Noris.Application.Main()</TEXT></DETAIL></` + root + `>`)
}

func (s *Server) declared(answer string) string {
	if s.opt.Declared {
		return `<?xml version="1.0" encoding="utf-16"?>` + "\r\n" + answer
	}
	return answer
}

// run is the request RUN.
type run struct {
	Function int `xml:"FUNCTIONID,attr"`
	Records  []struct {
		Subject   string `xml:"SUBJECTID,attr"`
		Reference string `xml:"REFERENCE,attr"`
		Class     string `xml:"CLASSID,attr"`
	} `xml:"RECORD"`
}

func (s *Server) run(r *run) string {
	s.Count.Runs++
	if s.opt.FailRun || !slices.Contains(s.opt.Functions, r.Function) {
		return s.failed("RUNRESULT", fmt.Sprintf("Function %d does not exist or you may not run it.", r.Function))
	}
	var keys []string
	for _, one := range r.Records {
		key, ok := s.record(one.Class, one.Subject, one.Reference)
		if !ok {
			return s.failed("RUNRESULT", fmt.Sprintf("There is no record %q of class %q.", one.Subject+one.Reference, one.Class))
		}
		keys = append(keys, key)
	}
	s.Count.Marked = append(s.Count.Marked, keys...)
	return s.declared(`<RUNRESULT` + s.stamps("SUCCESS") + `><DETAIL /><auditlog id="77" state="success" /></RUNRESULT>`)
}

// record finds a record of a class by its number or its reference.
func (s *Server) record(class, subject, reference string) (key string, ok bool) {
	for _, t := range s.opt.Templates {
		if t.Class != class {
			continue
		}
		column, value := t.Key, reference
		if subject != "" {
			column, value = t.Subject, subject
		}
		if row, ok := t.with(column, value); ok {
			return t.cell(row, t.Key).Text, true
		}
	}
	return "", false
}
