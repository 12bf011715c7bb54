-- Readers of the journal keep their places by name; cursor.go moves those of webhooks, which were columns of their rows.
CREATE TABLE cursors (
    organization BIGINT NOT NULL,
    name         TEXT   NOT NULL,      -- "webhook/" and an id
    changes      BIGINT NOT NULL,      -- sequence of the last change that was read
    runs         BIGINT NOT NULL,      -- and the number of the last run that ended
    PRIMARY KEY (organization, name)
) /*clustered*/;
