package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"ringdex/internal/fold"
)

// Texts is the engine's own text index of the same words: FTS5, or tsvector with GIN.
type Texts interface {
	// Find returns how many ids of the first 20 records have all words, each as a prefix.
	Find(ctx context.Context, words []string) (hits int, err error)
	Close() error
}

// searches are the kinds of queries, each as words for the i-th of n contacts.
var searches = []struct {
	name  string
	words func(i int) []string
}{
	{"two words with diacritics", func(i int) []string {
		return []string{firstNames[i%len(firstNames)], lastNames[i/7%len(lastNames)]}
	}},
	{"a name and an address", func(i int) []string { return []string{lastNames[i/7%len(lastNames)], fmt.Sprintf("user%d", i)} }},
	{"part of a number", func(i int) []string { return []string{mobile(i)[6:]} }},
	{"a company", func(i int) []string { return []string{"stavby", fmt.Sprint(i % sampleCompanies)} }},
	{"one letter", func(i int) []string { return []string{string([]rune(firstNames[i%len(firstNames)])[:1])} }},
	{"a word that all have", func(int) []string { return []string{"example"} }},
}

// Search measures searches in a directory of n contacts: a page of 20 records each, as GET
// /v1/search reads it.
func Search(ctx context.Context, t Target, floor Floor, n int) (*Report, error) {
	r := &Report{Name: "search", Records: n}
	if err := fill(ctx, t.Store, t.Organization, 0, n, t.Clock()); err != nil {
		return nil, err
	}
	if err := t.Load(ctx); err != nil {
		return nil, err
	}
	began, used := time.Now(), processorTime()
	bytes := t.Absorb()
	cpu := (processorTime() - used).of(n)
	r.add(Figure{Work: "index the words of all contacts", Value: float64(n) / time.Since(began).Seconds(), Unit: "contacts/s", CPU: cpu})
	r.add(Figure{Work: "index of words", Value: float64(bytes) / float64(n), Unit: "bytes/contact"})
	texts, err := fillTexts(ctx, r, floor, n)
	if err != nil {
		return nil, err
	}
	defer func() { _ = texts.Close() }()
	for _, kind := range searches {
		if err := t.compare(ctx, r, texts, n, kind.name, kind.words); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// fillTexts fills the engine's own index.
func fillTexts(ctx context.Context, r *Report, floor Floor, n int) (Texts, error) {
	began := time.Now()
	texts, err := floor.FullText(ctx, func(put func(int, string) error) error {
		for i := range n {
			words := fmt.Sprintf("%s %s user%d example com stavby %d", firstNames[i%len(firstNames)], lastNames[i/7%len(lastNames)], i, i%sampleCompanies)
			if err := put(i, fold.Text(words)+" "+mobile(i)[1:]+" "+second(i)[1:]); err != nil {
				return err
			}
		}
		return nil
	})
	r.add(Figure{Work: "its floor, the engine's own text index, filled", Value: float64(n) / time.Since(began).Seconds(), Unit: "contacts/s"})
	return texts, err
}

// searchTime is how long a kind of queries is measured.
const searchTime = 3 * time.Second

func (t Target) compare(ctx context.Context, r *Report, texts Texts, n int, name string, words func(int) []string) error {
	ours, err := timed(n, func(i int) error {
		text := ""
		for _, word := range words(i) {
			text += word + " "
		}
		hits, err := t.Search(ctx, text)
		if err == nil && hits == 0 {
			err = fmt.Errorf("a search for %q found nothing", text)
		}
		return err
	})
	if err != nil {
		return err
	}
	theirs, err := timed(n, func(i int) error {
		var folded []string
		for _, word := range words(i) {
			folded = append(folded, fold.Text(word))
		}
		_, err := texts.Find(ctx, folded)
		return err
	})
	if err != nil {
		return err
	}
	p50, p99 := quantile(ours, 0.5), quantile(ours, 0.99)
	r.add(Figure{Work: name + ", p50", Value: p50 / 1000, Unit: "ms", Floor: quantile(theirs, 0.5) / 1000, Ratio: p50 / quantile(theirs, 0.5)})
	f := Figure{Work: name + ", p99", Value: p99 / 1000, Unit: "ms", Floor: quantile(theirs, 0.99) / 1000, Ratio: p99 / quantile(theirs, 0.99)}
	r.add(f.atMost(50_000, p99, "< 50 ms"))
	return nil
}

// timed runs do for random contacts, for a while and at least ten times.
func timed(n int, do func(i int) error) (took []time.Duration, err error) {
	random := rand.New(rand.NewPCG(3, 4)) // reproducible, not secret
	for until := time.Now().Add(searchTime); len(took) < 10 || time.Now().Before(until); {
		i := random.IntN(n)
		began := time.Now()
		if err := do(i); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took, nil
}
