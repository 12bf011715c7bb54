// Package servicegate has the wire of Helios Green's ServiceGate: SOAP envelopes, and the XML
// messages inside them. It only converts: no HTTP, no session.
//
// Sources are in wire/helios.md, by section: the envelopes 1.2, the session 1.3, the messages 1.4.
// Each choice of ours that it names (CHOICE) stands in one place here, with the word "choice".
package servicegate

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"

	"ringdex/internal/message"
)

// Namespace is that of all operations (1.2).
const Namespace = "http://lcs.cz/webservices/"

// ContentType is that of requests (1.2).
const ContentType = "text/xml; charset=utf-8"

// options are those of LogOn. The vendor's client sends them, another one sends nothing (1.2;
// choice).
const options = `Crypt="No"`

// Call is one operation with its arguments, in order.
type Call struct {
	Operation string
	Arguments []Argument
}

// Argument is one argument of an operation. All are texts.
type Argument struct{ Name, Value string }

// LogOn opens a session. Its result is a token, or "ERROR:" with a message.
func LogOn(profile, username, password, language string) Call {
	return Call{"LogOn", []Argument{
		{"profile", profile}, {"username", username}, {"password", password}, {"language", language}, {"options", options},
	}}
}

// ProcessXML sends a message.
func ProcessXML(token, message string) Call {
	return Call{"ProcessXml", []Argument{{"sessionToken", token}, {"inputXml", message}}}
}

// KeepAlive renews a session.
func KeepAlive(token string) Call { return Call{"KeepAlive", []Argument{{"sessionToken", token}}} }

// LogOff ends a session.
func LogOff(token string) Call { return Call{"LogOff", []Argument{{"sessionToken", token}}} }

// Action returns the value of the header SOAPAction.
func (c Call) Action() string { return `"` + Namespace + c.Operation + `"` }

// Envelope returns the body of the request, as the vendor's client writes it.
func (c Call) Envelope() []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>`)
	b.WriteString(`<soap:Envelope xmlns:soap="` + soapNamespace + `" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body><` + c.Operation + ` xmlns="` + Namespace + `">`)
	for _, a := range c.Arguments {
		b.WriteString("<" + a.Name + ">" + text(a.Value) + "</" + a.Name + ">")
	}
	b.WriteString("</" + c.Operation + "></soap:Body></soap:Envelope>")
	return b.Bytes()
}

const soapNamespace = "http://schemas.xmlsoap.org/soap/envelope/"

// Result returns the result of the operation from the body of its answer. The error is a *Fault if
// the body is one, and else says that the body is no SOAP.
func (c Call) Result(body []byte) (result string, err error) {
	p := newParser(bytes.NewReader(body))
	err = p.root(func(e xml.StartElement) error {
		if e.Name.Local != "Envelope" || e.Name.Space != soapNamespace {
			return errNoSOAP
		}
		return p.each(func(e xml.StartElement) error {
			if e.Name.Local != "Body" {
				return p.skip()
			}
			return p.each(func(e xml.StartElement) (err error) {
				result, err = c.answer(p, e)
				return err
			})
		})
	})
	return result, err
}

var errNoSOAP = message.Err("helios.no_soap")

// answer reads the element in the body of an envelope.
func (c Call) answer(p *parser, e xml.StartElement) (result string, err error) {
	switch e.Name.Local {
	case "Fault":
		return "", p.fault()
	case c.Operation + "Response":
	default:
		return "", errNoSOAP
	}
	found := false
	err = p.each(func(e xml.StartElement) (err error) {
		if e.Name.Local != c.Operation+"Result" {
			return p.skip()
		}
		found = true
		result, err = p.text()
		return err
	})
	if err == nil && !found {
		err = errNoSOAP
	}
	return result, err
}

// Fault is a SOAP 1.1 fault.
type Fault struct{ Code, Text string }

// Error returns the message in English.
func (f *Fault) Error() string { return f.Message().String() }

// Message says what the server reports.
func (f *Fault) Message() message.Text { return message.New("helios.fault", shorten(f.Text)) }

func (p *parser) fault() error {
	f := &Fault{}
	if err := p.each(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "faultcode":
			f.Code, err = p.text()
		case "faultstring":
			f.Text, err = p.text()
		default:
			err = p.skip()
		}
		return err
	}); err != nil {
		return err
	}
	return f
}

// Refusal returns the message of a LogOn that failed: its result begins with "ERROR:", with HTTP
// 200 and no fault (1.3). ok is false for a token.
func Refusal(result string) (said string, ok bool) {
	said, ok = strings.CutPrefix(strings.TrimSpace(result), "ERROR:")
	return shorten(strings.TrimSpace(said)), ok
}

// IsToken reports whether the result of LogOn is a token: the vendor's client insists on the comma
// in it, and sends all of it back (1.3).
func IsToken(result string) bool {
	return strings.Contains(result, ",") && !strings.Contains(result, "<")
}

// Interval reads the result of KeepAlive: seconds until the next one. The unit is our choice (1.3).
// ok is false if the session is not alive.
func Interval(result string) (seconds int, ok bool) {
	seconds, err := strconv.Atoi(strings.TrimSpace(result))
	return seconds, err == nil && seconds > 0
}

// IsOff reports whether LogOff has succeeded.
func IsOff(result string) bool { return strings.TrimSpace(result) == "1" }

// longestText limits what is shown of a server's message, in bytes.
const longestText = 500

// shorten returns a server's message in one line.
func shorten(said string) string {
	said = strings.Join(strings.Fields(said), " ")
	if len(said) <= longestText {
		return said
	}
	return strings.ToValidUTF8(said[:longestText], "") + " …"
}
