package terminal

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Reader counts the bytes read of a file, to show progress.
type Reader struct {
	io.Reader
	read atomic.Int64
}

// Done returns how many bytes were read.
func (r *Reader) Done() int64 { return r.read.Load() }

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.read.Add(int64(n))
	return n, err
}

// Progress shows the progress of long work: a bar on a terminal, a line every few seconds
// elsewhere.
type Progress struct {
	Out   io.Writer
	Total func() int64 // 0 while unknown; nil if it never will be known
	Done  func() int64 // of Total
	Rows  func() int
	Bytes bool // Total and Done are

	began time.Time
}

const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 5 * time.Second
)

// Start shows progress until stop is called.
func (p *Progress) Start() (stop func()) {
	p.began = time.Now()
	every, show, end := lineEvery, p.line, func() {}
	if isTerminal(p.Out) {
		bar := p.bar()
		every, show = barEvery, func() { p.move(bar) }
		end = func() { _ = bar.Clear() } // the result is printed below
	}
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() { tick(every, done, show) })
	return sync.OnceFunc(func() {
		close(done)
		running.Wait()
		end()
	})
}

func tick(every time.Duration, done <-chan struct{}, show func()) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			show()
		case <-done:
			return
		}
	}
}

// bar returns a bar with rate and remaining time, or a spinner if the total is unknown.
func (p *Progress) bar() *progressbar.ProgressBar {
	total := p.size()
	if total <= 0 {
		total = -1
	}
	return progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.Out), progressbar.OptionShowBytes(p.Bytes),
		progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(), progressbar.OptionSetElapsedTime(true),
		progressbar.OptionThrottle(barEvery))
}

func (p *Progress) move(bar *progressbar.ProgressBar) {
	bar.Describe(fmt.Sprintf("%d rows, %.0f rows/s", p.Rows(), p.rate()))
	if total := p.size(); total > 0 && bar.GetMax64() != total {
		bar.ChangeMax64(total)
	}
	_ = bar.Set64(p.Done())
}

func (p *Progress) line() {
	fmt.Fprintf(p.Out, "%d rows, %.0f rows/s%s\n", p.Rows(), p.rate(), p.left())
}

func (p *Progress) size() int64 {
	if p.Total == nil {
		return 0
	}
	return p.Total()
}

func (p *Progress) rate() float64 {
	return float64(p.Rows()) / max(time.Since(p.began).Seconds(), 0.001)
}

func (p *Progress) left() string {
	part := float64(p.Done()) / float64(max(p.size(), 1))
	if p.size() <= 0 || part <= 0 || part > 1 {
		return ""
	}
	left := time.Duration(float64(time.Since(p.began)) * (1 - part) / part)
	return fmt.Sprintf(", %.0f %%, %s left", 100*part, left.Round(time.Second))
}
