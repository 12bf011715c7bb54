package helpdesk

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object.
type object map[string]any

// fieldsOf serves GetUserFields and GetCustomerFields (section 4).
func (e *Emulator) fieldsOf(k kind) func(*http.Request) answer {
	return func(*http.Request) answer {
		name := map[kind]string{contact: "UserName", company: "Name"}[k]
		rows := []object{{"Type": 2, "CustomFieldId": nil, "Index": 0, "Title": name, "Required": true}}
		for i, f := range e.fields[k] {
			row := object{"Type": 1, "CustomFieldId": f.ID, "Index": i + 1, "Title": f.Title, "Required": false, "CustomFieldType": 7, "Items": nil}
			if len(f.Items) > 0 {
				row["CustomFieldType"], row["Items"] = 1, itemRows(f.Items)
			}
			rows = append(rows, row)
		}
		return ok(object{"Fields": rows})
	}
}

func itemRows(items []Item) (rows []object) {
	for i, item := range items {
		rows = append(rows, object{"Id": item.ID, "Title": item.Title, "Index": i})
	}
	return rows
}

// user serves GetRequestorUser: by key, or by user name (section 6).
func (e *Emulator) user(r *http.Request) answer {
	id := r.PathValue("id")
	found := cmp.Or(e.tables[contact].byID[id], e.tables[contact].named(id))
	if found == nil {
		return fail(http.StatusNotFound, "The user does not exist.")
	}
	return ok(object{"User": e.contactRow(found, false), "AccountExists": true, "IsInApprovalProcess": false})
}

// self serves GetRequestorUser without an id: the caller.
func (e *Emulator) self(*http.Request) answer {
	return ok(object{"User": object{"UserName": e.options.Username, "IsAdministrator": true}, "AccountExists": true})
}

func (e *Emulator) customer(r *http.Request) answer {
	number, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	found := e.tables[company].numbered(number)
	if found == nil {
		return fail(http.StatusNotFound, "The customer does not exist.")
	}
	row := e.companyRow(found)
	for path, t := range paths[company] {
		row[path] = found.values[path]
		if t == texts && row[path] == nil {
			row[path] = []any{}
		}
	}
	row["EmailDomains"] = row["EmailsDomains"] // the models name it so (section 3)
	delete(row, "EmailsDomains")
	return ok(row)
}

// deleteUser serves DeleteRequestorUser.
func (e *Emulator) deleteUser(r *http.Request) answer {
	var body struct{ UserProviderKey string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return fail(http.StatusBadRequest, "The request is invalid.")
	}
	if !e.tables[contact].remove(body.UserProviderKey) {
		return fail(http.StatusNotFound, "The user does not exist.")
	}
	return answer{status: http.StatusOK}
}

// patchUser serves PatchRequestorUser: operations of RFC 6902 (section 5).
func (e *Emulator) patchUser(r *http.Request) answer {
	was := e.tables[contact].byID[r.PathValue("id")]
	if was == nil {
		return fail(http.StatusNotFound, "The user does not exist.")
	}
	var ops []struct {
		Op, Path string
		Value    any
	}
	if err := json.NewDecoder(r.Body).Decode(&ops); err != nil {
		return fail(http.StatusBadRequest, "The request is invalid.")
	}
	found := was.clone()
	for _, op := range ops {
		if op.Path == "/ExternalId" && op.Op != "remove" {
			found.external, _ = op.Value.(string)
			continue
		}
		if err := e.apply(contact, found, operation{op.Op, op.Path, op.Value}); err != nil {
			return fail(http.StatusBadRequest, err.Error())
		}
	}
	found.updated = e.options.Clock()
	e.tables[contact].put(found)
	return answer{status: http.StatusOK}
}

// filter is the body of GetUsers and GetCustomers.
type filter struct {
	PageIndex, PageSize                             int
	UserName, Email, Name                           string
	LastUpdatedDateFromUtc, LastUpdatedDateUntilUtc *time.Time
}

// list serves GetUsers and GetCustomers.
func (e *Emulator) list(k kind) func(*http.Request) answer {
	return func(r *http.Request) answer {
		var f filter
		if r.Method == http.MethodPost {
			if err := json.NewDecoder(r.Body).Decode(&f); err != nil {
				return fail(http.StatusBadRequest, "The request is invalid.")
			}
		} else {
			f.PageIndex, _ = strconv.Atoi(r.FormValue("pageIndex"))
			f.PageSize, _ = strconv.Atoi(r.FormValue("pageSize"))
		}
		if e.options.OnPage != nil {
			e.Mu.Unlock()
			e.options.OnPage()
			e.Mu.Lock()
		}
		return ok(e.page(k, &f))
	}
}

func (e *Emulator) page(k kind, f *filter) object {
	found := slices.DeleteFunc(e.tables[k].all(), func(r *record) bool { return !f.matches(k, r) })
	size := min(cmp.Or(max(f.PageSize, 0), 200), cmp.Or(e.options.PageCap, 200))
	from := min(max(f.PageIndex, 0)*size, len(found))
	rows := []object{}
	for _, r := range found[from:min(from+size, len(found))] {
		if k == contact {
			rows = append(rows, e.contactRow(r, e.options.Lean))
		} else {
			rows = append(rows, e.companyRow(r))
		}
	}
	page := object{
		"PageIndex": f.PageIndex, "PageSize": size, "TotalItems": len(found), "TotalPages": (len(found) + size - 1) / size, "Items": rows,
	}
	return object{map[kind]string{contact: "PagedUsers", company: "PagedCustomers"}[k]: page}
}

func (f *filter) matches(k kind, r *record) bool {
	if k == contact && f.UserName != "" && !strings.EqualFold(f.UserName, r.text("UserName")) ||
		f.Email != "" && !strings.EqualFold(f.Email, r.text("Email")) || k == company && f.Name != "" && f.Name != r.text("Name") {
		return false
	}
	from, until := f.LastUpdatedDateFromUtc, f.LastUpdatedDateUntilUtc
	return (from == nil || !r.updated.Before(*from)) && (until == nil || r.updated.Before(*until))
}

// contactRow is a RequestorUser: roles are read by other names than they are written by.
func (e *Emulator) contactRow(r *record, lean bool) object {
	row := object{
		"UserProviderKey": r.id, "ExternalId": orNull(r.external), "LastUpdatedUtc": r.updated.UTC(), "Phones": []any{}, "FieldData": customOf(r),
		"CustomerId": nil, "Customer": nil, "Customers": []object{},
	}
	for path, t := range paths[contact] {
		switch name, role := strings.CutPrefix(path, "Role"); {
		case role:
			row["Is"+name], _ = r.values[path].(bool)
		case path == "Phones" && r.values[path] != nil || t == aText || t == aLanguage:
			row[path] = r.values[path]
		}
	}
	for _, written := range []string{"Password", "Phone", "DefaultCustomer/CustomerName", "DefaultCustomer/CustomerExternalId"} {
		delete(row, written)
	}
	if c := e.tables[company].numbered(r.values["DefaultCustomer/CustomerId"]); c != nil {
		row["CustomerId"], row["Customer"], row["Customers"] = c.number, c.text("Name"), []object{{"Id": c.number, "Name": c.text("Name")}}
	}
	if lean {
		row["FieldData"], row["Customers"] = nil, nil
	}
	return row
}

// companyRow is a CustomerRow, without e-mails and numbers.
func (e *Emulator) companyRow(r *record) object {
	disabled, _ := r.values["Disabled"].(bool)
	return object{
		"Id": r.number, "Name": r.text("Name"), "Location": r.values["Location"], "Disabled": disabled, "FieldData": customOf(r),
		"LastUpdatedUtc": r.updated.UTC(), "CustomerGroups": []any{}, "Tags": []any{}, "ExternalId": orNull(r.external),
	}
}

func customOf(r *record) []any {
	data := []any{}
	for _, id := range slices.Sorted(maps.Keys(r.custom)) {
		data = append(data, r.custom[id])
	}
	return data
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
