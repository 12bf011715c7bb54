package table

import "io"

// LimitReader returns a reader that fails with a defect, not io.EOF, after limit bytes: a file that
// is too large must not look like a shorter one. read is the number of bytes already read.
func LimitReader(r io.Reader, limit, read int64) io.Reader {
	return &limitReader{r: r, left: max(0, limit-read), limit: limit}
}

type limitReader struct {
	r           io.Reader
	left, limit int64
}

func (l *limitReader) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n, TooLarge(l.limit)
	}
	return n, err
}
