-- Who has shown that a dossier is theirs, and what was shown to whom.

-- +goose Up

-- One phone opens all its dossiers.
CREATE INDEX dossiers_phone_hash ON dossiers (phone_hash) WHERE phone_hash IS NOT NULL;

-- Wrong tries. Never what was typed, nor which half of it was wrong.
CREATE TABLE proof_tries (
    dossier bigint NOT NULL REFERENCES dossiers ON DELETE CASCADE,
    account bytea NOT NULL,  -- keyed hash
    at      timestamptz NOT NULL
);
CREATE INDEX proof_tries_of ON proof_tries (dossier, at);
CREATE INDEX proof_tries_at ON proof_tries (at);

-- What a chat has open. A weak and a strong proof end each by itself.
CREATE TABLE openings (
    channel  text NOT NULL,
    chat     text NOT NULL,
    dossier  bigint NOT NULL REFERENCES dossiers ON DELETE CASCADE,
    strength text NOT NULL CHECK (strength IN ('weak', 'strong')),
    until    timestamptz NOT NULL,
    PRIMARY KEY (channel, chat, dossier, strength)
);
CREATE INDEX openings_until ON openings (until);
CREATE INDEX openings_dossier ON openings (dossier);

-- Details that stand in a page's history go when they close.
CREATE INDEX web_lines_fades ON web_lines (chat) WHERE reply ? 'fades';

-- What was shown, taken away or deleted. No words; of an account only a keyed hash, so
-- that nothing need be changed when a person is forgotten.
CREATE TABLE audit (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    account   bytea NOT NULL,
    volunteer bigint NOT NULL,  -- who saw it; 0: the person
    code      text NOT NULL,
    what      text NOT NULL,
    by_right  text NOT NULL
);
CREATE INDEX audit_account ON audit (account, id DESC);
CREATE INDEX audit_at ON audit (at);

-- +goose StatementBegin
CREATE FUNCTION refuse_young_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at > now() - interval '24 months' THEN
        RAISE EXCEPTION '% keeps its rows for 24 months', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd

CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_young_delete();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE audit, openings, proof_tries;
DROP FUNCTION refuse_young_delete;
DROP INDEX dossiers_phone_hash, web_lines_fades;
