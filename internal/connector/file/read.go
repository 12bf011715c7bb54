package file

import (
	"cmp"
	"context"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// reading is one read of the folder.
type reading struct {
	*files
	how    how
	in     folder
	sink   connector.Sink
	query  connector.Query
	before state
	after  state

	failures int   // files that could not be read
	failure  error // of the first
}

// Read reads the files that lie in the folder and are complete. One that cannot be read does not
// stop the others.
func (f *files) Read(ctx context.Context, q connector.Query, sink connector.Sink) (connector.State, error) {
	h, err := f.how(sink.Fields())
	if err != nil {
		return nil, err
	}
	in, err := f.at(ctx)
	if err != nil {
		return nil, err
	}
	r := &reading{files: f, how: h, in: in, sink: sink, query: q, before: stateOf(q.Since)}
	place, err := r.all(ctx)
	return place, cmp.Or(err, in.close())
}

// place returns a name in the folder as people know it.
func (r *reading) place(name string) string { return shown(path.Join(r.folder, name)) }

func (r *reading) now() time.Time { return r.deps.Clock() }

// all reads the files. Whatever it has come to is kept: files that were read are no longer there.
func (r *reading) all(ctx context.Context) (connector.State, error) {
	list, rest, err := r.waiting(r.in)
	if err == nil {
		rest.tell(r.sink, slices.Concat(*r.patterns[ringdex.KindCompany], *r.patterns[ringdex.KindContact]))
		err = r.prepare()
	}
	if err != nil {
		return nil, err
	}
	if r.stillHeld(list) {
		return nil, connector.ErrHeld
	}
	for i := 0; i < len(list) && err == nil; i++ {
		err = r.one(ctx, &list[i])
	}
	r.tellFailed()
	if err == nil && r.failures > 0 {
		err = message.Wrap(r.failure, "file.failed", r.failures, r.place(r.failed))
	}
	place, broken := json.Marshal(r.after)
	return place, cmp.Or(err, broken)
}

// stillHeld reports whether the file that a guard has stopped waits as it was.
func (r *reading) stillHeld(list []found) bool {
	held := r.before.Held
	if !r.query.Held || held == nil {
		return false
	}
	for i := range list {
		if list[i].name == held.Name && list[i].same(held.stamp) {
			return true
		}
	}
	return false
}

// prepare makes the folders for files that were read, before one is read: it could not be moved.
func (r *reading) prepare() error {
	if r.query.DryRun {
		return nil
	}
	for _, name := range []string{r.done, r.failed} {
		if err := r.in.mkdir(name); err != nil {
			return message.Wrap(bare(err), "file.no_folder", name)
		}
	}
	return nil
}

// one reads a file unless it is still growing.
func (r *reading) one(ctx context.Context, f *found) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !r.settled(f) {
		r.sink.Note(message.New("file.growing", shown(f.name), r.settle.String()))
		return nil
	}
	return r.take(ctx, f)
}

// tellFailed notes that files wait in the folder of failed ones, until somebody takes them away.
func (r *reading) tellFailed() {
	infos, err := r.in.list(r.failed)
	if err != nil {
		return // there is none in a dry run; else it was just made
	}
	n := 0
	for _, info := range infos {
		if info.Mode().IsRegular() && !strings.HasSuffix(info.Name(), reasonSuffix) {
			n++
		}
	}
	if n > r.failures {
		r.sink.Note(message.New("file.failed_before", n, r.place(r.failed)))
	}
}

// vacant returns a path in a folder of the folder that no file has: the name itself, else with the
// time.
func (r *reading) vacant(dir, name string) (string, error) {
	ext := path.Ext(name)
	stem, at := strings.TrimSuffix(name, ext), "-"+r.now().UTC().Format("20060102-150405")
	for _, extra := range []string{"", at, at + "-2", at + "-3", at + "-4", at + "-5"} {
		free := path.Join(dir, stem+extra+ext)
		if _, err := r.in.stat(free); isMissing(err) {
			return free, nil
		} else if err != nil {
			return "", message.Wrap(bare(err), "file.no_folder", dir)
		}
	}
	return "", message.Err("file.no_name", shown(name), r.place(dir))
}
