ALTER TABLE organizations ADD COLUMN last_job BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN last_run_end BIGINT NOT NULL DEFAULT 0;

ALTER TABLE runs ADD COLUMN ended BIGINT NOT NULL DEFAULT 0; -- counts the runs that have ended; 0 while it runs
CREATE UNIQUE INDEX runs_ended ON runs (organization, ended) WHERE ended > 0;

CREATE TABLE nodes (
    id      TEXT   NOT NULL PRIMARY KEY,
    host    TEXT   NOT NULL,
    version TEXT   NOT NULL,
    started BIGINT NOT NULL,
    seen    BIGINT NOT NULL            -- by the clock of the database
);

CREATE TABLE jobs (
    organization BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    job_group    TEXT   NOT NULL,
    order_key    TEXT   NOT NULL,      -- '' when it waits for nobody
    args         TEXT   NOT NULL,
    due          BIGINT NOT NULL,      -- of a dead one: when it died
    created      BIGINT NOT NULL,
    state        TEXT   NOT NULL,
    attempts     BIGINT NOT NULL,
    error        TEXT   NOT NULL,
    node         TEXT   NOT NULL,      -- '' unless it runs
    PRIMARY KEY (organization, id)
) /*clustered*/;
CREATE INDEX jobs_due ON jobs (kind, due, organization, id) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs (node) WHERE state = 'running';
CREATE INDEX jobs_running_order ON jobs (organization, kind, job_group, order_key) WHERE state = 'running' AND order_key <> '';
CREATE INDEX jobs_dead ON jobs (organization, due) WHERE state = 'dead';
CREATE INDEX jobs_order ON jobs (organization, kind, job_group, order_key, id);

CREATE TABLE webhooks (
    organization BIGINT NOT NULL,
    id           BYTEA  NOT NULL,
    body         TEXT   NOT NULL,
    changes      BIGINT NOT NULL,      -- how far it has been told of the journal
    runs         BIGINT NOT NULL,      -- and of runs that have ended
    PRIMARY KEY (organization, id)
) /*clustered*/;

CREATE TABLE deliveries (
    organization BIGINT NOT NULL,
    webhook      BYTEA  NOT NULL,
    id           BYTEA  NOT NULL,
    event        TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    failed       BIGINT NOT NULL,      -- 0 or 1
    body         TEXT   NOT NULL,
    PRIMARY KEY (organization, webhook, at, id)
) /*clustered*/;
CREATE INDEX deliveries_at ON deliveries (organization, at, id);
CREATE INDEX deliveries_event ON deliveries (organization, event, at, id);
CREATE INDEX deliveries_failed ON deliveries (organization, webhook, at, id) WHERE failed = 1;
