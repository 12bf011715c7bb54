package store

import "context"

// Sweep overwrites what deleted and changed rows have left in the files of the database. On SQLite
// it writes the whole file anew, and writers wait meanwhile. On PostgreSQL full locks each table
// while it is written anew; without it, remains stay in free space until that is used again.
func (s *Store) Sweep(ctx context.Context, full bool) error {
	return s.failure("overwrite freed pages", s.engine.Sweep(ctx, full))
}
