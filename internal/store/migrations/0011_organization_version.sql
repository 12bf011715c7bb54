-- Two administrators that change the same organization do not overwrite each other.
ALTER TABLE organizations ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
