package thulium

import (
	"fmt"
	"net/http"
	"regexp"

	"ringdex/internal/emulator"
)

// maxBatch is how many customers a batch has at most: our choice.
const maxBatch = 100

// batch creates or changes customers: all of them, or none if one is refused (our choice).
func (e *Emulator) batch(w http.ResponseWriter, r *http.Request) {
	var given struct{ Customers []Record }
	if !e.read(w, r, &given) {
		return
	}
	e.Count.Batches++
	ids, status, why := e.checkBatch(r.Method, given.Customers)
	if why != "" {
		e.fail(w, status, why)
		return
	}
	reply := make([]map[string]any, len(ids))
	for i, id := range ids {
		reply[i] = map[string]any{"customer_id": e.merge("customers", id, given.Customers[i])}
	}
	emulator.Answer(w, http.StatusOK, reply)
}

// checkBatch returns the id of each customer, 0 for a new one.
func (e *Emulator) checkBatch(method string, list []Record) (ids []int, status int, why string) {
	if len(list) == 0 || len(list) > maxBatch {
		return nil, http.StatusBadRequest, fmt.Sprintf("A batch has 1 to %d customers.", maxBatch)
	}
	for _, customer := range list {
		id := 0
		if method == http.MethodPut {
			number, given := customer["customer_id"].(float64)
			if id = int(number); !given {
				return nil, http.StatusBadRequest, "customer_id is required."
			}
			if e.tables["customers"][id] == nil {
				return nil, http.StatusNotFound, fmt.Sprintf("Customer %d not found.", id)
			}
		}
		if why := e.check("customers", customer); why != "" {
			return nil, http.StatusBadRequest, why
		}
		ids = append(ids, id)
	}
	return ids, 0, ""
}

// formats are those of some members; the wording of the first is documented.
var formats = map[string]struct {
	form *regexp.Regexp
	why  string
}{
	"phone_number": {regexp.MustCompile(`^\+?[0-9 ]{2,20}$`), "Wrong format of phone number."},
	"email":        {regexp.MustCompile(`^[^@\s]+@[^@\s]+$`), "Wrong format of e-mail."},
}

// check returns why a record is refused, or "".
func (e *Emulator) check(table string, r Record) string {
	required := "surname"
	if table == "companies" {
		required = "name"
	}
	if text, _ := r[required].(string); text == "" {
		return required + " is required."
	}
	for name, f := range formats {
		values, ok := list(r[name])
		for _, v := range values {
			ok = ok && (v == "" || f.form.MatchString(v))
		}
		if !ok {
			return f.why
		}
	}
	if id, _ := list(r["company_id"]); table == "customers" && len(id) > 0 && id[0] != "" && !e.hasCompany(id[0]) {
		return "Company not found."
	}
	if identifier, _ := r["identifier"].(string); identifier != "" && identifier == e.options.Refuse {
		return "The identifier is not allowed."
	}
	return ""
}

func (e *Emulator) hasCompany(text string) bool {
	for id := range e.tables["companies"] {
		if fmt.Sprint(id) == text {
			return true
		}
	}
	return false
}

// list returns a text or an array of texts. false for another type.
func list(value any) (texts []string, ok bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case string:
		return []string{v}, true
	case []any:
		for _, item := range v {
			text, isText := item.(string)
			if !isText {
				return nil, false
			}
			texts = append(texts, text)
		}
		return texts, true
	}
	return nil, false
}
