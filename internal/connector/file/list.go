package file

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// found is a file that is to be read.
type found struct {
	stamp
	name string
	kind ringdex.Kind
}

// left are the names of what lies in the folder and is not read.
type left struct{ unasked, links []string }

// waiting returns the files to read, companies before contacts and older ones before newer ones,
// and what is left.
func (f *files) waiting(in folder) (all []found, rest left, err error) {
	infos, err := in.list(".")
	if err != nil {
		return nil, rest, message.Wrap(bare(err), "file.no_folder", ringdex.Show(f.folder))
	}
	for _, info := range infos {
		file, ok := f.wanted(info)
		switch {
		case ok:
			all = append(all, file)
		case info.IsDir() || hidden(info.Name()):
		case info.Mode().IsRegular():
			rest.unasked = append(rest.unasked, info.Name())
		default:
			rest.links = append(rest.links, info.Name())
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(slices.Index(kinds, a.kind)-slices.Index(kinds, b.kind), a.Mod.Compare(b.Mod), strings.Compare(a.name, b.name))
	})
	return all, rest, nil
}

// mostNames is how many names a note tells.
const mostNames = 5

// tell notes what is left, such as a workbook of an old format.
func (l *left) tell(sink connector.Sink, patterns []string) {
	if n := len(l.unasked); n > 0 {
		sink.Note(message.New("file.left", n, strings.Join(patterns, ", "), first(l.unasked)))
	}
	if n := len(l.links); n > 0 {
		sink.Note(message.New("file.links", n, first(l.links)))
	}
}

// first returns the first names.
func first(names []string) string {
	slices.Sort(names)
	return shown(names[:min(mostNames, len(names))]...)
}

// shown returns names as a message shows them; a server may send any.
func shown(names ...string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = ringdex.OneLine(name)
	}
	return strings.Join(all, ", ")
}

// wanted returns an entry of the folder as a file to read, if it is one. A link is none: it may
// lead to what whoever made it must not read.
func (f *files) wanted(info fs.FileInfo) (file found, ok bool) {
	name := info.Name()
	if !info.Mode().IsRegular() || hidden(name) || !fs.ValidPath(name) || path.Base(name) != name {
		return file, false
	}
	for _, kind := range kinds {
		if matches(*f.patterns[kind], name) {
			return found{stampOf(info), name, kind}, true
		}
	}
	return file, false
}

// hidden reports whether programs have made a file for themselves.
func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") }

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(name))
		return ok && err == nil
	})
}
