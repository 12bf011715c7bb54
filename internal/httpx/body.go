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

// LimitBody refuses to read more than limit bytes of any body: whoever reads gets an error that ReadJSON reports
// as ErrTooLarge. It is the outer wall; readers of small bodies bring a smaller limit of their own.
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

// ReadJSON is the body of a request that says it is JSON: no longer than limit, not empty, in UTF-8 also where
// it is escaped, without a byte order mark. Whether it really is JSON is for the decoder to say; NotJSON explains its error. Every error is a *BodyError.
func ReadJSON(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if err := checkJSONType(r); err != nil {
		return nil, err
	}
	body, err := readAll(w, r, limit)
	if err != nil {
		return nil, err
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // as .NET clients send it
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

// checkJSONType takes application/json, text/json and anything ending in +json, in UTF-8 and not compressed.
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

// bulkPatience is how long the next bytes of a large body, and of the answer to it, may take.
const bulkPatience = 30 * time.Second

func readAll(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	var body bytes.Buffer
	// What a client announces it need not send; MinRead spares a second growth.
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

// readLarge reads a body of which begun has come. A file holds it until there is room for all of it, so that neither a
// slow client nor a crowd of them takes memory.
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

// bodyError says why a body could not be read to its end.
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
