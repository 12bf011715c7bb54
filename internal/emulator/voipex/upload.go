package voipex

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// limits are the columns and their lengths in characters (wire/voipex.md 5.1).
var limits = map[string]int{
	"firstName": 255, "lastName": 255, "organization": 255, "externalId": 255, "email": 254, "phone1": 100, "phone2": 100,
	"agent1": 55, "agent2": 55, "customField1": 55, "customField2": 55, "customField3": 55, "customField4": 55,
	"customField5": 55, "customField6": 55, "nameUri": 2000, "organizationUri": 2000, "customField1Uri": 2000,
	"customField2Uri": 2000, "customField3Uri": 2000, "customField4Uri": 2000, "customField5Uri": 2000, "customField6Uri": 2000,
}

// isNumber is a number in international form. The real system asks a library whether it exists.
var isNumber = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// upload replaces all contacts by the rows of a file that are accepted.
func (e *Emulator) upload(w http.ResponseWriter, r *http.Request) {
	part, _, err := r.FormFile("file")
	if err != nil {
		e.fail(w, http.StatusBadRequest, "there is no part file")
		return
	}
	defer func() { _ = part.Close() }()
	text, err := io.ReadAll(io.LimitReader(part, e.options.MaxFile+1))
	switch {
	case err != nil:
		e.fail(w, http.StatusBadRequest, err.Error())
	case int64(len(text)) > e.options.MaxFile:
		e.fail(w, http.StatusRequestEntityTooLarge, "the file is too large")
	case !utf8.Valid(text):
		e.fail(w, http.StatusBadRequest, "the file is not UTF-8")
	default:
		e.replace(w, string(text))
	}
}

func (e *Emulator) replace(w http.ResponseWriter, text string) {
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	rows.Comma, rows.FieldsPerRecord = ';', -1
	header, err := rows.Read()
	if err != nil || !slices.Contains(header, "phone1") || slices.ContainsFunc(header, func(c string) bool { return limits[c] == 0 }) {
		e.fail(w, http.StatusBadRequest, "the header is not valid")
		return
	}
	accepted, refused, err := e.readRows(rows, header)
	if err != nil || len(accepted) == 0 {
		e.fail(w, http.StatusBadRequest, "the file has no valid row")
		return
	}
	e.Count.Uploads++
	e.contacts = map[int]Contact{}
	for _, c := range accepted {
		e.Count.Created++
		e.store(0, c)
	}
	if len(refused) > 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, strings.Join(refused, ""))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{ "message":"uploaded","error":"" }`)
}

// readRows returns the contacts, and a line for each refused row.
func (e *Emulator) readRows(rows *csv.Reader, header []string) (accepted []Contact, refused []string, err error) {
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return accepted, refused, nil
		}
		if err != nil {
			return nil, nil, err
		}
		c := Contact{}
		for i, column := range header {
			if i < len(row) {
				c[column] = row[i]
			}
		}
		if why := e.check(c); why != "" {
			line, _ := rows.FieldPos(0)
			e.Count.Refused++
			refused = append(refused, fmt.Sprintf("Error on line number %d occured. %s\n", line, why))
			continue
		}
		accepted = append(accepted, c)
	}
}

// check returns why a contact is refused, or "".
func (e *Emulator) check(c Contact) string {
	for column, value := range c {
		switch limit, known := limits[column]; {
		case !known && column != "id":
			return "unknown column " + column
		case known && utf8.RuneCountInString(value) > limit:
			return column + " is too long"
		}
	}
	address, err := mail.ParseAddress(c["email"])
	switch {
	case c["firstName"] == "" && c["lastName"] == "" && c["organization"] == "":
		return "firstName, lastName or organization is required"
	case !isNumber.MatchString(c["phone1"]):
		return "phone1 is not a valid number"
	case c["phone2"] != "" && !isNumber.MatchString(c["phone2"]):
		return "phone2 is not a valid number"
	case c["email"] != "" && (err != nil || address.Address != c["email"]):
		return "email is not valid"
	case c["externalId"] != "" && c["externalId"] == e.options.Refuse:
		return "externalId is not allowed"
	}
	return ""
}
