-- A deletion that is taken back brings the password back; the journal has no secrets.
CREATE TABLE deleted_passwords (
    organization BIGINT NOT NULL,
    contact      BYTEA  NOT NULL,
    hash         TEXT   NOT NULL,
    PRIMARY KEY (organization, contact)
) /*clustered*/;
-- Deletions are listed by themselves.
CREATE INDEX changes_deleted ON changes (organization, seq) WHERE action = 'deleted';
