package httpx

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the largest buffer that goes back to the pool: one huge answer must not stay in
// memory.
const maxKept = 1 << 20

// WriteJSON answers with v as JSON. It returns an error only if encoding fails; nothing is written
// then, so the caller can still answer something else. Stream long lists instead: WriteJSON holds
// all of v in memory.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= maxKept {
			buffers.Put(b)
		}
	}()
	b.Reset()
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false) // safe because of nosniff; keeps names with & readable
	if err := encoder.Encode(v); err != nil {
		return err
	}
	WriteJSONBytes(w, status, bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return nil
}

// maxNote is how many bytes of a note are sent: proxies refuse long headers.
const maxNote = 1000

// AddNote adds a header Ringdex-Note to the answer of a successful request. The note says what the
// request ignored or adjusted, for answers whose body has no field for it. An empty text adds no
// header.
func AddNote(w http.ResponseWriter, text string) {
	if len(text) > maxNote {
		text = strings.ToValidUTF8(text[:maxNote], "") + "…"
	}
	if text != "" {
		w.Header().Set("Ringdex-Note", text)
	}
}

// chunked is the length from which net/http does not set Content-Length itself, which is cheaper.
const chunked = 2048

// WriteJSONBytes answers with an encoded JSON body.
func WriteJSONBytes(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h["Content-Type"] = jsonType
	if len(body) > chunked {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means that the client has left
}
