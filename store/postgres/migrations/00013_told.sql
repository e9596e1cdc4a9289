-- What the newest row said of a dossier, as one short mark: the same row again is known by it.

-- +goose Up

-- A keyed digest of the row that is stored, its steps with it. NULL: nothing is known of it, and
-- the next row is compared word by word.
ALTER TABLE dossiers ADD COLUMN told bytea;

-- Whoever changes a dossier without saying what row told of it takes the mark away.
-- +goose StatementBegin
CREATE FUNCTION forget_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.told := NULL;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER dossiers_forget_told BEFORE UPDATE ON dossiers
    FOR EACH ROW WHEN (OLD.told = NEW.told) EXECUTE FUNCTION forget_told();

-- Steps are added by imports alone, which see to the mark. Where one is taken away, the row
-- that told of it must bring it again.
-- +goose StatementBegin
CREATE FUNCTION forget_told_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dossiers SET told = NULL WHERE told IS NOT NULL AND id IN (SELECT dossier_id FROM gone);
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER dossier_events_forget_told AFTER DELETE ON dossier_events
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION forget_told_of_gone();

-- +goose Down
DROP TRIGGER dossier_events_forget_told ON dossier_events;
DROP TRIGGER dossiers_forget_told ON dossiers;
DROP FUNCTION forget_told_of_gone, forget_told;
ALTER TABLE dossiers DROP COLUMN told;
