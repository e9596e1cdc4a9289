-- What a source wrote, beside what we read it as.

-- +goose Up

-- '' where the file used our own words already.
ALTER TABLE dossiers
    ADD COLUMN raw_status text NOT NULL DEFAULT '', -- the status as sent: a number or a label
    ADD COLUMN raw_unit   text NOT NULL DEFAULT ''; -- the unit as sent, where a mapping names another

-- +goose Down
ALTER TABLE dossiers DROP COLUMN raw_status, DROP COLUMN raw_unit;
