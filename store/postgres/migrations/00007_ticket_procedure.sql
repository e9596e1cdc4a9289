-- What procedure a question asks about.

-- +goose Up

-- "1.004194/thue" or "1.004194"; '' is unknown. It stays when the words go: reports count it.
ALTER TABLE tickets ADD COLUMN procedure text NOT NULL DEFAULT '';
-- What helped before in questions about one procedure, whichever its case.
CREATE INDEX tickets_procedure ON tickets (split_part(procedure, '/', 1), closed_at DESC)
    WHERE state = 'closed' AND procedure <> '' AND NOT sensitive AND NOT grave AND NOT forgotten;

-- +goose Down
DROP INDEX tickets_procedure;
ALTER TABLE tickets DROP COLUMN procedure;
