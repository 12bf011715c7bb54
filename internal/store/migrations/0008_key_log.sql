-- Breaking: an older program would not see keys in the log, and would delete them from a table that does not have them yet.
-- Changes of contact_phones, contact_emails and contact_companies wait in a log until thousands are written together (store/keylog.go).
CREATE TABLE key_log (
    organization BIGINT NOT NULL,
    last         BIGINT NOT NULL,      -- weight of the log up to the end of this row
    body         BYTEA  NOT NULL,      -- changes (store/keyops.go)
    PRIMARY KEY (organization, last)
) /*clustered*/;
ALTER TABLE organizations ADD COLUMN keys_merged BIGINT NOT NULL DEFAULT 0; -- the index tables have the log up to this weight,
ALTER TABLE organizations ADD COLUMN keys_logged BIGINT NOT NULL DEFAULT 0; -- and it ends at this one
