-- How often a source is to come.

-- +goose Up

-- At most one of the two; both NULL: nobody said.
ALTER TABLE sources
    ADD COLUMN every_hours int,
    ADD COLUMN every_days  int; -- working days

-- +goose Down
ALTER TABLE sources DROP COLUMN every_hours, DROP COLUMN every_days;
