package store

import "testing"

// Tamper runs a statement that no code of the store would run.
func (s *Store) Tamper(t *testing.T, text string) {
	t.Helper()
	if err := s.write(t.Context(), func(tx *session) error { return tx.exec(text) }); err != nil {
		t.Fatal(text, err)
	}
}
