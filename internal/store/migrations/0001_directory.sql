-- Every table leads with the organization, so that a distributed PostgreSQL can shard by it.
-- Times are milliseconds since 1970 in UTC. Ids of contacts, runs and keys are 16 bytes.

CREATE TABLE organizations (
    id           BIGINT PRIMARY KEY,
    name_key     TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    hosts        TEXT NOT NULL,
    settings     TEXT NOT NULL,
    seq          BIGINT NOT NULL,      -- of the newest change
    last_company BIGINT NOT NULL,
    config_seq   BIGINT NOT NULL,      -- moves with every change of settings, fields and sources
    created      BIGINT NOT NULL
);

CREATE TABLE contacts (
    organization BIGINT NOT NULL,
    id           BYTEA  NOT NULL,
    version      BIGINT NOT NULL,
    user_name    TEXT,                 -- in lower case; NULL when there is none
    roles        BIGINT NOT NULL,
    updated      BIGINT NOT NULL,
    body         TEXT   NOT NULL,      -- the whole contact
    PRIMARY KEY (organization, id)
);
CREATE UNIQUE INDEX contacts_user_name ON contacts (organization, user_name) WHERE user_name IS NOT NULL;
CREATE INDEX contacts_updated ON contacts (organization, updated, id);

CREATE TABLE contact_external_ids (
    organization BIGINT NOT NULL,
    source       TEXT   NOT NULL,
    external_id  TEXT   NOT NULL,
    contact      BYTEA  NOT NULL,
    digest       BIGINT NOT NULL,      -- of the record last applied; 0 once the contact changed otherwise
    PRIMARY KEY (organization, source, external_id)
) /*clustered*/;

CREATE TABLE contact_phones (
    organization BIGINT NOT NULL,
    number       BIGINT NOT NULL,      -- 1 followed by the digits
    contact      BYTEA  NOT NULL,
    PRIMARY KEY (organization, number, contact)
) /*clustered*/;

CREATE TABLE contact_emails (
    organization BIGINT NOT NULL,
    email        TEXT   NOT NULL,      -- in lower case
    contact      BYTEA  NOT NULL,
    PRIMARY KEY (organization, email, contact)
) /*clustered*/;

CREATE TABLE contact_companies (
    organization BIGINT NOT NULL,
    company      BIGINT NOT NULL,
    contact      BYTEA  NOT NULL,
    PRIMARY KEY (organization, company, contact)
) /*clustered*/;

CREATE TABLE contact_passwords (
    organization BIGINT NOT NULL,
    contact      BYTEA  NOT NULL,
    hash         TEXT   NOT NULL,
    PRIMARY KEY (organization, contact)
) /*clustered*/;

CREATE TABLE companies (
    organization BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT   NOT NULL,      -- in lower case
    updated      BIGINT NOT NULL,
    body         TEXT   NOT NULL,      -- the whole company
    PRIMARY KEY (organization, id)
);
CREATE INDEX companies_name ON companies (organization, name, id);
CREATE INDEX companies_updated ON companies (organization, updated, id);

CREATE TABLE company_external_ids (
    organization BIGINT NOT NULL,
    source       TEXT   NOT NULL,
    external_id  TEXT   NOT NULL,
    company      BIGINT NOT NULL,
    PRIMARY KEY (organization, source, external_id)
) /*clustered*/;

CREATE TABLE company_emails (
    organization BIGINT NOT NULL,
    email        TEXT   NOT NULL,      -- in lower case; a domain stands as @domain
    company      BIGINT NOT NULL,
    PRIMARY KEY (organization, email, company)
) /*clustered*/;

CREATE TABLE unique_values (           -- of custom fields that are unique
    organization BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    field        BIGINT NOT NULL,
    value        TEXT   NOT NULL,
    record       BYTEA  NOT NULL,      -- id of the contact, or of the company as 8 bytes
    PRIMARY KEY (organization, kind, field, value)
) /*clustered*/;

CREATE TABLE changes (                 -- the journal
    organization BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    record       BYTEA  NOT NULL,
    action       TEXT   NOT NULL,
    before       TEXT,                 -- image of an update or a deletion
    source       TEXT   NOT NULL,
    run          BYTEA,
    actor        TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (organization, seq)
) /*clustered*/;
-- The image after a change is the one before the next change of the record, or the row: creations need no entry here.
CREATE INDEX changes_record ON changes (organization, record, seq) WHERE before IS NOT NULL;

CREATE TABLE runs (
    organization BIGINT NOT NULL,
    id           BYTEA  NOT NULL,
    state        TEXT   NOT NULL,
    started      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, id)
) /*clustered*/;

CREATE TABLE refusals (
    organization BIGINT NOT NULL,
    run          BYTEA  NOT NULL,
    position     BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, run, position)
) /*clustered*/;

CREATE TABLE fields (
    organization BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    id           BIGINT NOT NULL,
    field_key    TEXT,
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, kind, id)
) /*clustered*/;
CREATE UNIQUE INDEX fields_key ON fields (organization, kind, field_key);

CREATE TABLE sources (
    organization BIGINT NOT NULL,
    source       TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, source)
) /*clustered*/;

CREATE TABLE api_keys (
    organization BIGINT NOT NULL,
    id           BYTEA  NOT NULL,
    hash         BYTEA  NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, id)
) /*clustered*/;
CREATE UNIQUE INDEX api_keys_hash ON api_keys (organization, hash);
