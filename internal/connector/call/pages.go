package call

import (
	"iter"

	"ringdex/internal/message"
)

// rereads is how often a list is read that changes between two pages.
const rereads = 3

// Pages reads a list by offset and yields each row once. key is what a row is recognised by. page
// returns the rows after skip, and how many there are in all, or -1 if the system does not say. An
// error comes last.
//
// A short page does not end the list: a system may cap its pages. Pages overlap by one row. If that
// is not the last one of the page before, rows have moved, and the list is read again from its
// beginning, so that no row is missed.
func Pages[T any](page func(skip int) ([]T, int, error), key func(*T) string) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		seen := map[string]bool{}
		stopped := false
		once := func(row *T) bool {
			k := key(row)
			if !seen[k] {
				seen[k] = true
				stopped = !yield(row, nil)
			}
			return !stopped
		}
		complete, err := reread(page, key, once)
		if err == nil && !complete {
			err = message.Err("connector.list_moves")
		}
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// reread reads a list until no row moves meanwhile, or fn returns false.
func reread[T any](page func(skip int) ([]T, int, error), key func(*T) string, fn func(*T) bool) (complete bool, err error) {
	for range rereads {
		if complete, err = pages(page, key, fn); complete || err != nil {
			return complete, err
		}
	}
	return false, nil
}

// pages reads a list once. It returns false if rows moved during that.
func pages[T any](page func(skip int) ([]T, int, error), key func(*T) string, fn func(*T) bool) (complete bool, err error) {
	last, read := "", 0
	for {
		rows, total, err := page(max(0, read-1))
		switch {
		case err != nil:
			return false, err
		case read > 0 && (len(rows) == 0 || key(&rows[0]) != last):
			return false, nil
		case read > 0:
			rows = rows[1:]
		}
		for i := range rows {
			if !fn(&rows[i]) {
				return true, nil
			}
		}
		read += len(rows)
		if len(rows) == 0 || read == total {
			return total < 0 || read == total, nil
		}
		last = key(&rows[len(rows)-1])
	}
}
