-- A run may stage its changes: commit them without showing them, until it ends (store/staging.go).
ALTER TABLE organizations ADD COLUMN staged_run BYTEA;                      -- the run; NULL when none stages
ALTER TABLE organizations ADD COLUMN staged_from BIGINT NOT NULL DEFAULT 0; -- its changes stand in the journal after this,
ALTER TABLE organizations ADD COLUMN staged_to BIGINT NOT NULL DEFAULT 0;   -- and up to this

ALTER TABLE contacts ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;              -- of its last change, or a later one
