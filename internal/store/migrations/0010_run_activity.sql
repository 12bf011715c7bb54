-- Runs are listed by their last activity: a run of calls begins with its hour and goes on for all of it.
ALTER TABLE runs ADD COLUMN active BIGINT NOT NULL DEFAULT 0;
UPDATE runs SET active = started;
CREATE INDEX runs_active ON runs (organization, active, id);
