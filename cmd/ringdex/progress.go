package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// countingReader counts the bytes read of a file, to show progress.
type countingReader struct {
	io.Reader
	n atomic.Int64
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n.Add(int64(n))
	return n, err
}

// progress shows the progress of long work: a bar on a terminal, a line every few seconds
// elsewhere.
type progress struct {
	out   io.Writer
	total func() int64 // 0 while unknown; nil if it never will be known
	done  func() int64 // of total
	rows  func() int
	began time.Time

	bytes bool // total and done are
}

const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 5 * time.Second
)

// start shows progress until stop is called.
func (p *progress) start() (stop func()) {
	p.began = time.Now()
	every, show, end := lineEvery, p.line, func() {}
	if isTerminal(p.out) {
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
func (p *progress) bar() *progressbar.ProgressBar {
	total := p.size()
	if total <= 0 {
		total = -1
	}
	return progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.out), progressbar.OptionShowBytes(p.bytes),
		progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(), progressbar.OptionSetElapsedTime(true),
		progressbar.OptionThrottle(barEvery))
}

func (p *progress) move(bar *progressbar.ProgressBar) {
	bar.Describe(fmt.Sprintf("%d rows, %.0f rows/s", p.rows(), p.rate()))
	if total := p.size(); total > 0 && bar.GetMax64() != total {
		bar.ChangeMax64(total)
	}
	_ = bar.Set64(p.done())
}

func (p *progress) line() {
	fmt.Fprintf(p.out, "%d rows, %.0f rows/s%s\n", p.rows(), p.rate(), p.left())
}

func (p *progress) size() int64 {
	if p.total == nil {
		return 0
	}
	return p.total()
}

func (p *progress) rate() float64 {
	return float64(p.rows()) / max(time.Since(p.began).Seconds(), 0.001)
}

func (p *progress) left() string {
	part := float64(p.done()) / float64(max(p.size(), 1))
	if p.size() <= 0 || part <= 0 || part > 1 {
		return ""
	}
	left := time.Duration(float64(time.Since(p.began)) * (1 - part) / part)
	return fmt.Sprintf(", %.0f %%, %s left", 100*part, left.Round(time.Second))
}
