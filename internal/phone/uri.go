package phone

import "strings"

// unescape decodes the percent encoding of characters that occur in numbers.
var unescape = strings.NewReplacer("%2b", "+", "%20", " ", "%28", "(", "%29", ")",
	"%2d", "-", "%2e", ".", "%2f", "/", "%3b", ";", "%3d", "=", "%40", "@", "%22", "\"", "%23", "#", "%2c", ",")

// uri holds the number in a text, with or without a URI scheme, and parameters such as
// ";ext=12;phone-context=+420" (RFC 3966 section 3).
type uri struct {
	number, params string
	address        bool // user@host without a scheme: SIP or e-mail
}

// cutURI reduces a folded text to the number in its URI, if it is one. It drops a display name
// before an angle bracket, and never takes the digits of a host for a number.
func cutURI(s string) (u uri) {
	if strings.IndexByte(s, '%') >= 0 {
		s = unescape.Replace(s)
	}
	s = cutAngle(s)
	scheme, rest, ok := cutScheme(s)
	u.address = !ok && strings.IndexByte(s, '@') >= 0
	if u.address || strings.HasPrefix(scheme, "sip") {
		u.number, u.params = cutSIP(rest)
		return u
	}
	if ok {
		rest, _, _ = strings.Cut(rest, "?")
		rest, _, _ = strings.Cut(rest, "+type=") // Skype's callto:
	}
	u.number, u.params = cutParams(rest)
	return u
}

// cutAngle returns the part inside the brackets of "Jan" <sip:…>. It does so for a caller with a
// hidden number as well ("Linka 12" <sip:anonymous@…>): the digits of a name are not a number.
func cutAngle(s string) string {
	open := strings.IndexByte(s, '<')
	if open < 0 {
		return s
	}
	inside, _, closed := strings.Cut(s[open+1:], ">")
	if !closed || !hasDigit(inside) && strings.IndexByte(inside, '@') < 0 {
		return s
	}
	return strings.Trim(inside, wrapping)
}

// cutScheme finds a URI scheme. "tel.:" and "tel :" are labels with the same meaning, which
// cutLabels handles.
func cutScheme(s string) (scheme, rest string, ok bool) {
	for _, scheme := range []string{"tel", "sip", "sips", "callto", "fax", "modem", "phone"} {
		rest, ok := strings.CutPrefix(s, scheme+":")
		if ok {
			return scheme, strings.TrimLeft(rest, "/ "), true
		}
	}
	return "", s, false
}

// cutSIP returns the user part of a SIP URI, with the telephone parameters that RFC 3261 section
// 19.1.6 allows in it. Without a user it returns the host: some systems write "sip:+420603303963".
// An IP address is not a number.
func cutSIP(s string) (number, params string) {
	user, _, hasUser := strings.Cut(s, "@")
	if !hasUser {
		user, _, _ = strings.Cut(s, "?")
	}
	user, params = cutParams(user)
	user, _, _ = strings.Cut(user, ":") // password, or the host's port
	if !hasUser && isMachine(user) {
		return "", params
	}
	return user, params
}

// isMachine reports whether a folded host is an IP address: "192.168.1.20", or the part of
// "[2001:db8::1]" before its first colon.
func isMachine(host string) bool {
	if strings.HasPrefix(host, "(") {
		return true
	}
	parts := strings.Split(host, ".")
	for _, part := range parts {
		if part == "" || len(part) > 3 || !allDigits(part) || number(part) > 255 {
			return false
		}
	}
	return len(parts) == 4
}

// cutParams cuts at the first ";name". Without a scheme a semicolon may also separate two numbers
// or begin an extension, so the name must be a known one.
func cutParams(s string) (number, params string) {
	for i := 0; i < len(s); i++ {
		if s[i] == ';' && isParam(s[i+1:]) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func isParam(s string) bool {
	end := 0
	for end < len(s) && (isLetter(s[end]) || s[end] == '-') {
		end++
	}
	switch s[:end] {
	case "ext", "isub", "phone-context", "postd", "user", "tag", "transport", "npdi", "rn", "cic",
		"tgrp", "trunk-context", "cpc", "oli", "method", "lr", "maddr", "ttl", "verstat":
		return end == len(s) || s[end] == '=' || s[end] == ';'
	}
	return false
}

// param returns the value of a parameter, or "" if it is missing.
func param(params, name string) string {
	for field := range strings.SplitSeq(params, ";") {
		if value, ok := strings.CutPrefix(field, name+"="); ok {
			value, _, _ = strings.Cut(value, "\n") // of the next number
			return value
		}
	}
	return ""
}
