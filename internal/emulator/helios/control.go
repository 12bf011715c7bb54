package helios

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Put adds or changes a row of the template with that folder. Its time of change is now unless it
// is given.
func (s *Server) Put(folder int, values map[string]string) error {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	t := s.folder(folder)
	if t == nil {
		return fmt.Errorf("there is no folder %d", folder)
	}
	for name := range values {
		if t.column(name) < 0 {
			return fmt.Errorf("there is no column %q", name)
		}
	}
	if _, given := values[t.Updated]; !given && t.Updated != "" {
		values[t.Updated] = s.opt.Clock().In(s.opt.Zone).Format(timeForm)
	}
	t.put(values)
	return nil
}

// Remove removes the row with a key.
func (s *Server) Remove(folder int, key string) bool {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	t := s.folder(folder)
	return t != nil && t.remove(key)
}

func (s *Server) folder(number int) *Template {
	for _, t := range s.opt.Templates {
		if t.Folder == number {
			return t
		}
	}
	return nil
}

// control serves what a person does in Helios, for trials:
//
//	GET    /control/stats
//	PUT    /control/companies or /control/contacts, with a JSON object of columns
//	DELETE /control/companies/KEY or /control/contacts/KEY
func (s *Server) control(w http.ResponseWriter, r *http.Request) {
	what, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/control/"), "/")
	folder := map[string]int{"companies": CompanyFolder, "contacts": ContactFolder}[what]
	switch {
	case what == "stats" && r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.Stats())
	case folder != 0 && r.Method == http.MethodPut:
		var values map[string]string
		err := json.NewDecoder(r.Body).Decode(&values)
		if err == nil {
			err = s.Put(folder, values)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	case folder != 0 && r.Method == http.MethodDelete && s.Remove(folder, key):
		w.WriteHeader(http.StatusNoContent)
	default:
		http.NotFound(w, r)
	}
}
