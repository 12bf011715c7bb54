package ringdex

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringdex/internal/phone"
)

// repeatable are the fields of operations that may come in any number and order and still be
// repeated: all but the heads of lists, of which a second one puts the first one's value out of the
// list.
var repeatable = slices.DeleteFunc(slices.Concat(contactNames, customNames), func(name string) bool { return listOf[name] != "" })

// TestOperationsAreIdempotent: an intake takes a record whose digest it knows for one that changes
// nothing. So what sources send again and again (set, add at the end, clear) must come to the same
// when it is applied twice.
func TestOperationsAreIdempotent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := &Contact{}
		run(t, c, rapid.SliceOfN(rapid.Custom(repeatableOp), 0, 10).Draw(t, "contact"))
		ops := rapid.SliceOfN(rapid.Custom(repeatableOp), 1, 12).Draw(t, "operations")
		if rapid.Bool().Draw(t, "with a head") { // and then nothing else of that list, which is what doors send
			head := rapid.SampledFrom([]string{"email", "phone"}).Draw(t, "head")
			ops = slices.DeleteFunc(ops, func(op Op) bool { return op.Field == listOf[head] })
			ops = append(ops, Op{Verb: Set, Field: head, Value: element(listOf[head]).Draw(t, "value")})
		}
		run(t, c, ops)
		once := c.Clone()
		run(t, c, ops)
		if deltas := CompareContacts(once, c); len(deltas) > 0 {
			t.Fatalf("the second time changes %+v", deltas)
		}
	})
}

func run(t *rapid.T, c *Contact, ops []Op) {
	edits, problems := PrepareContact(ops, sampleRules)
	more := Apply(c, edits)
	for _, p := range slices.Concat(problems, more) {
		t.Fatalf("%s: %s", p.Field, p.Error())
	}
}

func repeatableOp(t *rapid.T) Op {
	field := rapid.OneOf(rapid.SampledFrom(repeatable), rapid.SampledFrom([]string{"emails", "phones", "tags", "custom.1"}))
	op := Op{Field: field.Draw(t, "field"), Verb: rapid.SampledFrom([]Verb{Set, Add, Add, Remove}).Draw(t, "verb")}
	_, isList := sampleOf(op.Field).value.([]any)
	switch {
	case op.Verb == Remove:
	case isList && op.Verb == Set:
		op.Value = rapid.SliceOfN(element(op.Field), 0, 4).Draw(t, "values")
	default:
		op.Value = element(op.Field).Draw(t, "value")
	}
	return op
}

// element draws values that are often the same, and often the same in another form.
func element(field string) *rapid.Generator[any] {
	switch field {
	case "emails":
		return rapid.SampledFrom([]any{"a@example.com", "A@Example.com", "b@example.com", " b@example.com", "c@example.com"})
	case "phones":
		return rapid.SampledFrom([]any{"603 303 963", "+420603303963", "603303963 linka 5", "12", "0012", "222 333 444", "12 (internal)"})
	case "companies", "internalGroups", "operatorGroups", "defaultCompany":
		return rapid.SampledFrom([]any{int64(1), "1", 2.0, "3"})
	case "tags", "agents", "locked":
		return rapid.SampledFrom([]any{"a", "A", "b", ""})
	}
	s := sampleOf(field)
	if _, isText := s.value.(string); isText && samples[field].value == nil {
		return rapid.SampledFrom([]any{s.value, "other", "", nil})
	}
	return rapid.SampledFrom([]any{s.value, nil})
}

// FuzzPrepareContact has operations made of bytes: none may end the program, each comes to an edit
// or to a problem, and what they leave can be kept and copied.
func FuzzPrepareContact(f *testing.F) {
	for _, seed := range []string{"", "\x00\x03\x00\x01\x04abcd", "\x01\x10\x05\x07\x02\x01\x02ab\x01\x01c", "\x02\x12\x03\x00", "\x01\x13\x80\x01\x0b603 303 963"} {
		f.Add([]byte(seed))
	}
	for i := range byte(3 * 80) {
		f.Add([]byte{i % 3, i / 3, 0, 1, 12, '4', '4', '0', '5', '1', '4', '0', '1', '3', '5', '9', '@'})
	}
	names := slices.Concat(contactNames, customNames, []string{"custom.segment", "custom.99", "custom.", "custom", "", "nonsense", "home.", "role.x"})
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &decoder{data}
		var ops []Op
		for len(d.data) > 0 && len(ops) < 50 {
			op := Op{Verb: []Verb{Set, Add, Remove, "other", Place}[d.byte()%5], Field: names[int(d.byte())%len(names)]}
			if index := int(int8(d.byte())); index != 0 {
				op.Index = new(index - 3)
			}
			op.Value = d.value(3)
			ops = append(ops, op)
		}
		edits, problems := PrepareContact(ops, sampleRules)
		if len(edits)+len(problems) != len(ops) {
			t.Fatalf("%d operations came to %d edits and %d problems", len(ops), len(edits), len(problems))
		}
		c := filled[Contact]()
		c.Phones = []phone.Number{phone.Parse("603 303 963", sampleRules.Regions), phone.Parse("12", sampleRules.Regions)}
		for _, e := range edits { // a problem throws the record away, so each on its own
			after := c.Clone()
			if problems := Apply(after, []Edit[Contact]{e}); len(problems) == 0 {
				c = after
			}
		}
		if clone := c.Clone(); !reflect.DeepEqual(clone, c) || len(CompareContacts(c, clone)) > 0 {
			t.Error("the clone differs")
		}
		for _, path := range spoiled(reflect.ValueOf(*c), "") {
			t.Errorf("%s cannot be kept", path)
		}
		for _, n := range c.Phones {
			if !n.HasDigits() || n.Valid() && n != phone.Parse(n.Text, sampleRules.Regions) {
				t.Errorf("%+v is no number that could be kept", n)
			}
		}
	})
}

// decoder makes values of bytes.
type decoder struct{ data []byte }

func (d *decoder) byte() byte {
	if len(d.data) == 0 {
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b
}

func (d *decoder) bytes(n int) []byte {
	n = min(n, len(d.data))
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

func (d *decoder) value(depth int) any {
	switch d.byte() % 8 {
	case 0, 1, 2:
		return string(d.bytes(int(d.byte())))
	case 3:
		return d.byte()%2 == 0
	case 4:
		var eight [8]byte
		copy(eight[:], d.bytes(8))
		return math.Float64frombits(binary.BigEndian.Uint64(eight[:]))
	case 5:
		return int64(int8(d.byte()))
	case 6:
		if depth == 0 {
			return map[string]any{"a": nil}
		}
		list := make([]any, d.byte()%8)
		for i := range list {
			list[i] = d.value(depth - 1)
		}
		return list
	}
	return nil
}
