package search

// collect merges the hits of all segments and of the tail until the page is full.
func (s *searching) collect() Answer {
	var answer Answer
	rank := NameWords
	if s.q.After.set {
		rank = s.q.After.Rank
	}
	for ; rank < ranks; rank++ {
		var streams []*stream
		for _, e := range s.parts {
			streams = append(streams, s.stream(e, rank))
		}
		streams = append(streams, &stream{s: s, ahead: ofRank(s.tail, rank)})
		for hit := least(streams); hit != nil; hit = least(streams) {
			if len(answer.Hits) == s.q.Limit {
				answer.More = true
				return answer
			}
			answer.Hits = append(answer.Hits, *hit)
		}
	}
	return answer
}

// ofRank returns the hits of a rank from a sorted list.
func ofRank(hits []Hit, rank Rank) (some []Hit) {
	for _, h := range hits {
		if h.Rank == rank {
			some = append(some, h)
		}
	}
	return some
}

// stream has the hits of one rank of a segment, in order; it reads ahead.
type stream struct {
	s     *searching
	e     *evaluation
	rank  Rank
	next  uint32
	ahead []Hit
	size  int // of the next portion
}

func (s *searching) stream(e *evaluation, rank Rank) *stream {
	st := &stream{s: s, e: e, rank: rank, size: 16}
	if s.q.After.set && rank == s.q.After.Rank {
		st.next = s.seek(e.s)
	}
	return st
}

// seek returns a document from which on all hits after the page before are: by binary search.
// Documents that are gone have no key, so the nearest one that exists is compared.
func (s *searching) seek(of *segment) uint32 {
	after := document{State: State{Ref: s.q.After.Ref, Key: s.q.After.key}}
	from, to := 0, len(of.docs) // documents before from are not after the place
	for to-from > 16 {
		middle := (from + to) / 2
		at, d := s.existing(of, middle, to)
		switch {
		case at == to:
			to = middle
		case d.compare(&after) > 0:
			to = middle
		default:
			from = at + 1
		}
	}
	return uint32(from)
}

// existing returns the first document from i on that exists, before end; else end.
func (s *searching) existing(of *segment, i, end int) (int, document) {
	for size := 1; i < end; size = min(2*size, 256) {
		portion := of.docs[i:min(i+size, end)]
		for n, state := range s.states(portion) {
			if state.Exists {
				return i + n, document{State: state}
			}
		}
		i += len(portion)
	}
	return end, document{}
}

// head returns the next hit, nil at the end.
func (st *stream) head() *Hit {
	for len(st.ahead) == 0 && st.e != nil && st.read() {
	}
	if len(st.ahead) == 0 {
		return nil
	}
	return &st.ahead[0]
}

// read reads a portion of documents ahead; false at the end.
func (st *stream) read() bool {
	var versions []Version
	var docs []uint32
	hits := st.e.hits[st.rank]
	for len(versions) < st.size {
		doc, ok := hits.next(st.next)
		if !ok {
			break
		}
		versions, docs, st.next = append(versions, st.e.s.docs[doc]), append(docs, doc), doc+1
	}
	st.size = min(2*st.size, 256)
	for i, state := range st.s.states(versions) {
		hit := Hit{Ref: state.Ref, Rank: st.rank, key: state.Key}
		if st.s.wants(&state, &hit) && st.matches(docs[i], versions[i]) {
			st.ahead = append(st.ahead, hit)
		}
	}
	return len(versions) > 0
}

// matches compares the digits of the query with the numbers of a document that was found by
// trigrams, which may stand apart.
func (st *stream) matches(doc uint32, v Version) bool {
	for i, sure := range st.e.sure {
		t := &st.s.p.tokens[i]
		if t.digits != "" && !sure.has(doc) && !st.s.t.HasDigits(v, t.digits) {
			return false
		}
	}
	return true
}

// least takes the first hit of all streams, nil if there is none.
func least(streams []*stream) *Hit {
	var first *stream
	for _, st := range streams {
		if h := st.head(); h != nil && (first == nil || h.compare(first.head()) < 0) {
			first = st
		}
	}
	if first == nil {
		return nil
	}
	hit := first.ahead[0]
	first.ahead = first.ahead[1:]
	return &hit
}
