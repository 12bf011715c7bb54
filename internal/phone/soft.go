package phone

import "strings"

// soft splits at slashes, dashes and spaces. They also occur inside numbers, so both sides must be
// numbers and the whole must not be one.
func (c *cell) soft(s span) []string {
	whole := c.original(s)
	if countDigits(c.part(s)) < 2*minHead || len(whole) > maxInput || c.valid(s) {
		return keep(whole)
	}
	if parts := c.bySlash(s); parts != nil {
		return parts
	}
	for _, sign := range []byte("/- .'") {
		if parts := c.inTwo(s, sign); parts != nil {
			return parts
		}
	}
	for _, sign := range []byte(" -.") {
		if parts := c.inMany(s, sign); parts != nil {
			return parts
		}
	}
	return keep(whole)
}

func keep(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// bySlash splits at every slash, if each part is long enough to be a number and
// all together are too long to be one.
func (c *cell) bySlash(s span) []string {
	var out []string
	digits := 0
	from := s.from
	for part := range strings.SplitSeq(c.part(s), "/") {
		n := countDigits(part)
		if n < minHead {
			return nil
		}
		out = append(out, c.original(span{from, from + len(part)}))
		from += len(part) + 1
		digits += n
	}
	if len(out) < 2 || digits <= maxE164 {
		return nil
	}
	return out
}

// inTwo splits at the first sign that has a valid number on both sides.
func (c *cell) inTwo(s span, sign byte) []string {
	for i := s.from; i < s.to; i++ {
		if c.folded[i] != sign {
			continue
		}
		left, right := span{s.from, i}, span{i + 1, s.to}
		if !c.long(left) || !c.long(right) {
			continue
		}
		if c.valid(left) && c.valid(right) {
			return []string{c.original(left), c.original(right)}
		}
	}
	return nil
}

// inMany splits at the first sign behind a valid number, if what follows is several valid numbers.
// It tries no later sign, since the number of ways grows with the power of their count.
func (c *cell) inMany(s span, sign byte) []string {
	for i := s.from; i < s.to; i++ {
		left, right := span{s.from, i}, span{i + 1, s.to}
		if c.folded[i] != sign || !c.long(left) || countDigits(c.part(right)) < 2*minHead || !c.valid(left) {
			continue
		}
		rest := c.inTwo(right, sign)
		if rest == nil {
			rest = c.inMany(right, sign)
		}
		if rest == nil {
			return nil
		}
		return append([]string{c.original(left)}, rest...)
	}
	return nil
}
