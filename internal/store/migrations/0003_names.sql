-- Names are compared by more: rows of spaces, invisible characters and NFD no longer tell them apart (ringdex.Fold).
-- SQL cannot fold on both engines, so that refold.go does it in the same transaction.

-- Two processes may start together: of a step that makes no table the second would not fail by itself.
CREATE UNIQUE INDEX goose_db_version_once ON goose_db_version (version_id);
