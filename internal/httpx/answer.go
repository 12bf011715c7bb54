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

// maxKept is the largest buffer that is kept for the next answer: one huge answer must not stay in memory.
const maxKept = 1 << 20

// WriteJSON answers with v as JSON. The error is that of encoding, and then nothing has been written, so that the
// caller can still answer something else; that a client has left is not an error. Lists that may be long should
// be streamed instead, as all of v is held in memory.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= maxKept {
			buffers.Put(b)
		}
	}()
	b.Reset()
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false) // nosniff keeps it from being read as HTML; names with & stay readable
	if err := encoder.Encode(v); err != nil {
		return err
	}
	WriteJSONBytes(w, status, bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return nil
}

// maxNote is how many bytes of a note are sent: proxies refuse long headers.
const maxNote = 1000

// AddNote says in the header Ringdex-Note what a request that went well left alone or adjusted, for answers whose body
// has no place for it. No header is sent for an empty text.
func AddNote(w http.ResponseWriter, text string) {
	if len(text) > maxNote {
		text = strings.ToValidUTF8(text[:maxNote], "") + "…"
	}
	if text != "" {
		w.Header().Set("Ringdex-Note", text)
	}
}

// WriteJSONBytes answers with a body that is JSON already.
func WriteJSONBytes(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has left; nobody is there to be told
}
