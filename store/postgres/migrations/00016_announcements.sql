-- What coordinators tell the people of a ward who agreed to hear it.

-- +goose Up

-- Who agreed, and for which ward.
CREATE TABLE listeners (
    channel text NOT NULL,
    chat    text NOT NULL,
    unit    text NOT NULL,
    lang    text NOT NULL,
    address text NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (channel, chat)
);
CREATE INDEX listeners_unit ON listeners (unit, channel, chat);

-- The figures of this row are of those whose own rows went; announced has the others.
CREATE TABLE announcements (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit     text NOT NULL,
    text     text NOT NULL CHECK (text <> ''),
    state    text NOT NULL CHECK (state IN ('draft', 'dropped', 'released', 'stopped', 'done')),
    version  bigint NOT NULL DEFAULT 1,
    urgent   bool NOT NULL DEFAULT false,
    send_at  timestamptz,                 -- not before
    begun_at timestamptz,                 -- who agreed later is not told
    ended_at timestamptz,
    reach    bigint NOT NULL DEFAULT 0,   -- who had agreed when it began
    sent     bigint NOT NULL DEFAULT 0,
    failed   bigint NOT NULL DEFAULT 0,
    blocked  bigint NOT NULL DEFAULT 0,
    gone     bigint NOT NULL DEFAULT 0    -- who took their consent back soon after
);
CREATE INDEX announcements_unit ON announcements (unit, id);

-- Who did what with one, and when.
CREATE TABLE announcement_log (
    announcement bigint NOT NULL REFERENCES announcements,
    at           timestamptz NOT NULL,
    volunteer    bigint NOT NULL,         -- 0 the clock
    what         text NOT NULL
);
CREATE INDEX announcement_log_of ON announcement_log (announcement, at);

-- +goose StatementBegin
CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd

CREATE TRIGGER announcement_log_append_only BEFORE UPDATE OR DELETE ON announcement_log
    FOR EACH ROW EXECUTE FUNCTION only_added();

-- Whom it was sent on to: written with the row of the outbox, so that it is sent on once.
CREATE TABLE announced (
    announcement bigint NOT NULL REFERENCES announcements,
    channel      text NOT NULL,
    chat         text NOT NULL,           -- of who was deleted since: a word that names nobody
    at           timestamptz NOT NULL,
    state        text NOT NULL DEFAULT '' CHECK (state IN ('', 'failed', 'blocked')),
    gone         bool NOT NULL DEFAULT false,
    PRIMARY KEY (announcement, channel, chat)
);
CREATE INDEX announced_chat ON announced (channel, chat);

-- Those that are on their way are few, and looked for every second.
CREATE INDEX outbox_announced ON outbox (key) WHERE priority = 4;

-- +goose Down
DROP INDEX outbox_announced;
DROP TABLE announced, announcement_log, announcements, listeners;
DROP FUNCTION only_added;
