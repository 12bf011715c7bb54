-- A run may stage its changes: commit them without showing them, until it ends (store/staging.go).
ALTER TABLE organizations ADD COLUMN staged_run BYTEA;                      -- the run; NULL when none stages
ALTER TABLE organizations ADD COLUMN staged_from BIGINT NOT NULL DEFAULT 0; -- its changes stand in the journal after this,
ALTER TABLE organizations ADD COLUMN staged_to BIGINT NOT NULL DEFAULT 0;   -- and up to this
ALTER TABLE organizations ADD COLUMN staged_new BIGINT NOT NULL DEFAULT 0;  -- contacts that it has created

ALTER TABLE contacts ADD COLUMN born BIGINT NOT NULL DEFAULT 0;             -- sequence of its creation, or a later one
ALTER TABLE contacts ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;              -- of its last change, or a later one

CREATE TABLE staged_keys (             -- contacts of which the run has left keys in the index tables
    organization BIGINT NOT NULL,
    contact      BYTEA  NOT NULL,
    PRIMARY KEY (organization, contact)
) /*clustered*/;
