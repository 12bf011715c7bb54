-- Calls as phone systems tell them. number is that of the outside party, by which its earlier calls
-- are found; changed orders the changes of all calls, for those who show them as they happen. The other
-- indexes do not begin with the organization, so that no planner takes one for another.
CREATE TABLE calls (
    organization BIGINT NOT NULL,
    id           BYTEA  NOT NULL,
    name         TEXT   NOT NULL,      -- of the phone system
    number       TEXT   NOT NULL,      -- E.164, or as told; '' if hidden
    changed      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, id)
) /*clustered*/;
CREATE UNIQUE INDEX calls_name ON calls (name, organization);
CREATE INDEX calls_number ON calls (number, organization, id);
CREATE INDEX calls_changed ON calls (changed);
