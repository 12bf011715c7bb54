package httpx

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"ringdex/internal/scratch"

	"ringdex/internal/message"
)

// LimitBody limits every body to limit bytes. Reading more fails with an error that ReadJSON
// reports as ErrTooLarge. It is the outer limit; handlers of small bodies pass a smaller one.
func LimitBody(limit int64) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Body != nil && r.Body != http.NoBody {
				r.Body = http.MaxBytesReader(w, r.Body, limit)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// DecodeJSON reads the body into v, as ReadJSON and json.Unmarshal do. Every error is a *BodyError.
func DecodeJSON(w http.ResponseWriter, r *http.Request, limit int64, v any) error {
	body, err := ReadJSON(w, r, limit)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return NotJSON(body, err)
	}
	return nil
}

// ReadJSON returns the body of a request with a JSON content type. The body is at most limit bytes,
// not empty, and in UTF-8, escapes included; a byte order mark is removed. ReadJSON does not parse
// it: NotJSON explains the error of the decoder. Every error is a *BodyError.
func ReadJSON(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if err := checkJSONType(r); err != nil {
		return nil, err
	}
	body, err := readAll(w, r, limit)
	if err != nil {
		return nil, err
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // .NET clients send it
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, &BodyError{Kind: ErrNotJSON, What: message.New("body.empty")}
	}
	if !utf8.Valid(body) {
		return nil, at(body, invalidUTF8(body), ErrNotJSON, message.New("body.not_utf8"))
	}
	if place := loneSurrogate(body); place >= 0 {
		return nil, at(body, int64(place), ErrNotJSON, message.New("body.surrogate"))
	}
	return body, nil
}

// checkJSONType accepts application/json, text/json and anything ending in +json, in UTF-8 and not
// compressed.
func checkJSONType(r *http.Request) error {
	header := r.Header.Get("Content-Type")
	kind, options, err := mime.ParseMediaType(header)
	if err != nil || kind != "application/json" && kind != "text/json" && !strings.HasSuffix(kind, "+json") {
		return mediaType("Content-Type", header, "body.send_json")
	}
	if charset := options["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "utf8") {
		return mediaType("charset", charset, "body.send_utf8")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return mediaType("Content-Encoding", encoding, "body.send_plain")
	}
	return nil
}

// bulkPatience is the idle timeout of a large body and of its answer.
const bulkPatience = 30 * time.Second

func readAll(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	var body bytes.Buffer
	// Content-Length is only a claim, so it is capped; MinRead avoids a second growth.
	body.Grow(int(min(max(r.ContentLength, 0), smallBody)) + bytes.MinRead)
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	n, err := body.ReadFrom(io.LimitReader(r.Body, smallBody+1))
	if err != nil {
		return nil, bodyError(err)
	}
	if n <= smallBody {
		return body.Bytes(), nil
	}
	return readLarge(w, r, body.Bytes())
}

// readLarge reads the rest of a body after begun. It spools to a file until there is room for the
// whole body, so that slow clients take no memory.
func readLarge(w http.ResponseWriter, r *http.Request, begun []byte) ([]byte, error) {
	Patient(w, r, bulkPatience)
	file, err := scratch.Create()
	if err != nil {
		return nil, bodyError(err)
	}
	defer func() { _ = file.Close() }()
	n, err := file.ReadFrom(io.MultiReader(bytes.NewReader(begun), r.Body))
	if err != nil {
		return nil, bodyError(err)
	}
	if err := enterBody(w, r, n); err != nil {
		return nil, err
	}
	body := make([]byte, n)
	if _, err := file.ReadAt(body, 0); err != nil {
		return nil, bodyError(&scratch.Error{Cause: err})
	}
	return body, nil
}

// bodyError maps an error of reading a body to a *BodyError.
func bodyError(err error) error {
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(large.Limit)
	}
	if _, ours := errors.AsType[*scratch.Error](err); ours {
		return &BodyError{Kind: ErrBusy, What: message.New("body.no_room"), Cause: err}
	}
	what := message.New("body.unread")
	if errors.Is(err, io.ErrUnexpectedEOF) {
		what = message.New("body.cut_off")
	}
	return &BodyError{Kind: ErrCutOff, What: what, Cause: err}
}

func invalidUTF8(body []byte) int64 {
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			return int64(i)
		}
		i += size
	}
	return int64(len(body))
}
