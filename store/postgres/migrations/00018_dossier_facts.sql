-- What reports ask of each dossier, short: days instead of moments, its end worked out of its steps.

-- +goose Up

-- Who resolves dossiers of what, as their sources say it; '' where they do not.
CREATE TABLE fact_groups (
    id             int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mark           uuid NOT NULL UNIQUE, -- of the rest, which may be too long for an index
    source         text NOT NULL,
    unit           text NOT NULL,
    field          text NOT NULL,
    procedure_code text NOT NULL,
    procedure      text NOT NULL
);

-- A day is the number of days since 2000-01-01 in Vietnam; NULL means "not said" or "not yet".
CREATE TABLE dossier_facts (
    dossier_id bigint PRIMARY KEY, -- no foreign key: a look at the dossier for every row is most of the work
    grp        int NOT NULL,       -- fact_groups
    first_day  int NOT NULL,       -- a period that is over by then does not count it
    last_day   int NOT NULL,       -- nor one that begins later
    received   int,
    due        int,
    ended      int,                -- not before received
    returned   int,
    came       smallint NOT NULL,  -- 0 not taken in, 1 online, 2 counter, 3 post, 4 by a channel that nobody said
    closed     smallint NOT NULL,  -- 0 no; with an appointment 1 early, 2 on its day, 3 late, 4 stopped until it, 5 stopped after it;
                                   -- without one 6, stopped 7; 8 rejected without being taken in
    result     smallint NOT NULL,  -- 1 digitised + 2 electronic
    fee        smallint NOT NULL,  -- 0 none or not known, 1 known, 2 paid online
    paid       bigint NOT NULL,    -- đồng, online
    waited     bool NOT NULL       -- for its citizen, at some time
);
CREATE INDEX dossier_facts_last ON dossier_facts (last_day);
CREATE INDEX dossier_facts_waited ON dossier_facts (dossier_id) WHERE waited;

-- Dossiers whose facts are behind: all from one number to the other.
CREATE TABLE facts_due (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    first_id bigint NOT NULL,
    last_id  bigint NOT NULL
);
INSERT INTO facts_due (first_id, last_id)
SELECT n, n + 9999 FROM generate_series(1, (SELECT max(id) FROM dossiers), 10000) n;

-- Imports say what they change. Where rows are taken away, this does.
-- +goose StatementBegin
CREATE FUNCTION facts_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO facts_due (first_id, last_id) SELECT id, id FROM gone;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER dossiers_facts_of_gone AFTER DELETE ON dossiers
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION facts_of_gone();

-- +goose StatementBegin
CREATE FUNCTION facts_of_gone_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO facts_due (first_id, last_id) SELECT DISTINCT dossier_id, dossier_id FROM gone;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER dossier_events_facts_of_gone AFTER DELETE ON dossier_events
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION facts_of_gone_steps();

-- +goose Down
DROP TRIGGER dossier_events_facts_of_gone ON dossier_events;
DROP TRIGGER dossiers_facts_of_gone ON dossiers;
DROP FUNCTION facts_of_gone_steps, facts_of_gone;
DROP TABLE facts_due, dossier_facts, fact_groups;
