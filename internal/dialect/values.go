package dialect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// maxValues is far above what a phone system sends, in bytes.
const maxValues = 64 << 10

// Values returns those of the address, and of the form or of the members of the JSON object that
// was posted. Invalid or TooLarge if the body is neither.
func Values(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	values := r.URL.Query()
	if r.Method != http.MethodPost {
		return values, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxValues))
	if err != nil {
		return nil, ringdex.Fail(ringdex.TooLarge, "form.too_large", maxValues).Because(err)
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if trimmed := bytes.TrimSpace(body); media == "application/json" || len(trimmed) > 0 && trimmed[0] == '{' {
		return values, addMembers(values, body)
	}
	form, err := url.ParseQuery(string(bytes.TrimSpace(body)))
	if err != nil {
		return nil, ringdex.Fail(ringdex.Invalid, "calls.form").Because(err)
	}
	for name, texts := range form {
		values[name] = append(values[name], texts...)
	}
	return values, nil
}

// addMembers adds the members of an object: texts, numbers, and lists of them.
func addMembers(values url.Values, body []byte) error {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&members); err != nil {
		return httpx.NotJSON(body, err)
	}
	for name, value := range members {
		all, isList := value.([]any)
		if !isList {
			all = []any{value}
		}
		for _, v := range all {
			switch v.(type) {
			case string, json.Number, bool:
				values.Add(name, fmt.Sprint(v))
			}
		}
	}
	return nil
}
