package password

import (
	"strings"
	"testing"

	"ringdex/internal/ringdex"
)

func TestHash(t *testing.T) {
	t.Parallel()
	hash, err := Hash("čerstvé heslo")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("got %s", hash)
	}
	if !Verify(hash, "čerstvé heslo") || Verify(hash, "cerstve heslo") {
		t.Error("Verify should take the password that was hashed, and no other")
	}
	if again, _ := Hash("čerstvé heslo"); again == hash {
		t.Error("two hashes of one password should differ in their salts")
	}
}

// The example of the reference implementation (phc-winner-argon2, src/test.c, argon2id version 19).
func TestVerifyTakesTheReferenceHash(t *testing.T) {
	t.Parallel()
	const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !Verify(hash, "password") {
		t.Error("got false, want true")
	}
}

func TestVerifyRefusesWhatIsNoHash(t *testing.T) {
	t.Parallel()
	good := hashAt(cost{memory: 8, time: 1, threads: 1}, "secret")
	for _, replaced := range [][2]string{
		{"$argon2id", "$argon2i"},
		{"v=19", "v=16"},
		{"m=8", "m=1048576"},
		{"m=8", "m=7"},
		{"m=8", "m=+8"},
		{"m=8", "m=0"},
		{"m=8", "m=99999999999999999999"},
		{"t=1", "t=0"},
		{"t=1", "t=11"},
		{"p=1", "p=0"},
		{"p=1", "p=5"},
		{"p=1", "p=257"},
		{"p=1", "p=2"},
		{"m=8,t=1", "t=1,m=8"},
		{",p=1", ""},
		{"$argon2id", "x$argon2id"},
		{good, ""},
		{good, "secret"},
		{good, good + "$"},
		{good, good + "="},
		{good, good[:40]},
	} {
		if bad := strings.Replace(good, replaced[0], replaced[1], 1); Verify(bad, "secret") {
			t.Errorf("%q was taken", bad)
		}
	}
	if !Verify(good, "secret") {
		t.Error("the good one was refused")
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for password, good := range map[string]bool{
		"secret": true, "heslíč": true, strings.Repeat("ž", 256): true,
		"": false, "short": false, strings.Repeat("x", 257): false, "nul\x00nul": false, "\xff\xfe\xfd\xfc\xfb\xfa": false,
	} {
		err := Check(password)
		if got := err == nil; got != good {
			t.Errorf("%q: got %v", password, err)
		}
		if err != nil && (ringdex.CodeOf(err) != ringdex.Invalid || len(password) > 5 && strings.Contains(err.Error(), password)) {
			t.Errorf("%q: got %v", password, err)
		}
	}
	if _, err := Hash("short"); ringdex.CodeOf(err) != ringdex.Invalid {
		t.Errorf("Hash: got %v", err)
	}
}

func TestNewPassword(t *testing.T) {
	t.Parallel()
	a, b := New(), New()
	if a == b || len(a) != 20 || strings.ContainsAny(a+b, "l0o1") || Check(a) != nil {
		t.Errorf("got %q and %q", a, b)
	}
}

func TestUnknownUserCostsTheSame(t *testing.T) {
	t.Parallel()
	h, ok := parse(Nobodys())
	if !ok || h.cost != ourCost || len(h.sum) != sumLength || len(h.salt) != saltLength {
		t.Errorf("got %v, %v", h, ok)
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add(hashAt(cost{memory: 8, time: 1, threads: 1}, "secret"))
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Fuzz(func(t *testing.T, text string) {
		h, ok := parse(text)
		if !ok {
			return
		}
		if h.memory > mostCost.memory || h.time > mostCost.time || h.threads > mostCost.threads || h.memory < 8*uint32(h.threads) || h.time < 1 {
			t.Errorf("cost %v", h.cost)
		}
		if again, ok := parse(h.String()); !ok || again.String() != h.String() {
			t.Errorf("%q became %q", text, h)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	for b.Loop() {
		hashAt(ourCost, "correct horse battery staple")
	}
}
