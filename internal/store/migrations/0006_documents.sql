-- Sources, fields, API keys and webhooks are kept in one table. move.go copies those with binary ids and drops their tables.
CREATE TABLE documents (
    organization BIGINT NOT NULL,
    kind         TEXT   NOT NULL,      -- "source", "field", "key", "webhook"
    id           TEXT   NOT NULL,      -- of a field: its kind and number, "contact/7"
    name         TEXT,                 -- another unique name, NULL for none: the key of a field, the hash of an API key
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, kind, id)
) /*clustered*/;
CREATE UNIQUE INDEX documents_name ON documents (organization, kind, name) WHERE name IS NOT NULL;

INSERT INTO documents (organization, kind, id, name, body)
    SELECT organization, 'source', source, NULL, body FROM sources;
INSERT INTO documents (organization, kind, id, name, body)
    SELECT organization, 'field', kind || '/' || id, kind || '/' || field_key, body FROM fields;
DROP TABLE sources;
DROP TABLE fields;
