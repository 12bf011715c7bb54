CREATE TABLE sent (
    organization BIGINT NOT NULL,
    connector    BYTEA  NOT NULL,
    kind         TEXT   NOT NULL,      -- "contact", "company"
    record       BYTEA  NOT NULL,
    due          BIGINT NOT NULL,      -- of a refused record: of its next attempt; else 0
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, connector, kind, record)
) /*clustered*/;
CREATE INDEX sent_due ON sent (organization, connector, due) WHERE due > 0;
