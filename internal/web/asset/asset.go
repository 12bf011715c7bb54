// Package asset serves the files that the pages need: the style sheet, the scripts and the icons.
//
// It owns their addresses. Each has the hash of the file in it, so that a browser may keep a file
// for ever and has the new one at once after an update. It serves nothing else.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Path is where assets are mounted.
const Path = "/assets/"

//go:embed files
var folder embed.FS

// file is one asset as it is sent.
type file struct {
	kind        string
	raw, packed []byte // packed is nil if it is not smaller
}

var (
	addresses = map[string]string{} // by name
	files     = load()              // by address
)

func load() map[string]*file {
	all := map[string]*file{}
	entries, err := fs.ReadDir(folder, "files")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	for _, e := range entries {
		raw, err := folder.ReadFile("files/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(raw)
		ext := path.Ext(e.Name())
		address := Path + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		addresses[e.Name()] = address
		all[address] = &file{kindOf(ext), raw, pack(raw)}
	}
	return all
}

func kindOf(ext string) string {
	if kind := mime.TypeByExtension(ext); kind != "" {
		return kind
	}
	return "text/plain; charset=utf-8"
}

func pack(raw []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	_, _ = w.Write(raw)                                   // a buffer does not fail
	_ = w.Close()
	if b.Len() >= len(raw) {
		return nil
	}
	return b.Bytes()
}

// URL returns the address of an asset; it panics for a name that there is not, which the tests of
// any page find.
func URL(name string) string {
	address, ok := addresses[name]
	if !ok {
		panic("asset: there is no file " + name)
	}
	return address
}

// Size returns the length of an asset as browsers receive it, in bytes.
func Size(name string) int {
	f := files[URL(name)]
	if f.packed != nil {
		return len(f.packed)
	}
	return len(f.raw)
}

// Handler serves the assets.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := files[r.URL.Path]
		if f == nil {
			http.NotFound(w, r)
			return
		}
		f.send(w, r)
	})
}

func (f *file) send(w http.ResponseWriter, r *http.Request) {
	body, h := f.raw, w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = f.packed
		h.Set("Content-Encoding", "gzip")
	}
	_, _ = w.Write(body) // the client may have left
}
