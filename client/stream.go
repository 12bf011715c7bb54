package client

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"sync"
)

// NDJSON is the media type of a stream of JSON lines.
const NDJSON = "application/x-ndjson"

// ErrCutOff is the error of an import whose answer ended too early. The outcomes that were read are
// in the directory; what became of the other records is in the run.
var ErrCutOff = errors.New("the answer of the import was cut off")

// Lines returns the values of an answer of JSON lines, while they come:
//
//	changes := client.Lines[client.Event](api.ListChanges(ctx, &client.ListChangesParams{Follow: new(true)}))
//
// It has to be read, to its end or not, since that closes the answer.
func Lines[T any](response *http.Response, err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = response.Body.Close() }()
		decoder := json.NewDecoder(response.Body)
		for {
			var line T
			if err := decoder.Decode(&line); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				yield(none, err)
				return
			}
			if !yield(line, nil) {
				return
			}
		}
	}
}

// Import is the answer of an import.
type Import struct {
	Run *Run // its figures; nil until all outcomes have been read

	lines iter.Seq2[importLine, error]
}

// importLine is an outcome, or the last line.
type importLine struct {
	Outcome
	End   bool   `json:"end"`
	Error string `json:"error"`
	Run   *Run   `json:"run"`
}

// ReadImport takes the answer of an import:
//
//	answer := client.ReadImport(api.ImportContactsWithBody(ctx, params, client.NDJSON, client.Records(contacts)))
//	for outcome, err := range answer.Outcomes() {
//		…
//	}
//
// The server answers while it reads, so that neither side holds the records.
func ReadImport(response *http.Response, err error) *Import {
	return &Import{lines: Lines[importLine](response, err)}
}

// Outcomes returns an outcome for each record, in their order. It ends with an error if the call
// failed, if the run stopped, and with ErrCutOff if the answer has no end. It can be read once.
func (i *Import) Outcomes() iter.Seq2[Outcome, error] {
	return func(yield func(Outcome, error) bool) {
		for line, err := range i.lines {
			switch {
			case errors.Is(err, io.ErrUnexpectedEOF):
				yield(Outcome{}, ErrCutOff)
				return
			case err != nil:
				yield(Outcome{}, err)
				return
			case line.End:
				i.finish(&line, yield)
				return
			case !yield(line.Outcome, nil):
				return
			}
		}
		yield(Outcome{}, ErrCutOff)
	}
}

func (i *Import) finish(last *importLine, yield func(Outcome, error) bool) {
	i.Run = last.Run
	if last.Error != "" {
		yield(Outcome{}, errors.New(last.Error))
	}
}

// Records returns the records as JSON lines, for the body of an import. They are taken while the
// body is read. An error of the sequence breaks the call off.
func Records[T any](records iter.Seq2[T, error]) io.ReadCloser {
	out, in := io.Pipe()
	return &recordBody{PipeReader: out, begin: sync.OnceFunc(func() {
		go func() { _ = in.CloseWithError(encode(in, records)) }()
	})}
}

// recordBody is the body of an import. Nothing runs before it is read.
type recordBody struct {
	*io.PipeReader
	begin func()
}

// Read implements io.Reader.
func (b *recordBody) Read(into []byte) (int, error) {
	b.begin()
	return b.PipeReader.Read(into)
}

// portion is how much is sent at a time, in bytes.
const portion = 32 << 10

// encode writes the records. Writing fails when the body is closed.
func encode[T any](out io.Writer, records iter.Seq2[T, error]) error {
	buffer := bufio.NewWriterSize(out, portion)
	encoder := json.NewEncoder(buffer)
	for record, err := range records {
		if err != nil {
			return err
		}
		if err := encoder.Encode(record); err != nil {
			return err
		}
	}
	return buffer.Flush()
}
