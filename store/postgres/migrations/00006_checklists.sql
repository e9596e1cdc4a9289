-- Papers that somebody ticks off, kept after a consent.

-- +goose Up

-- One list for each chat and procedure. It goes when nobody has touched it for long.
CREATE TABLE checklists (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel    text NOT NULL,
    chat       text NOT NULL,
    procedure  text NOT NULL,
    situation  text NOT NULL,    -- which case of it; '' where there is one
    ticked     text[] NOT NULL,  -- ids of papers at hand
    lang       text NOT NULL,
    address    text NOT NULL,
    touched_at timestamptz NOT NULL,
    remind_at  timestamptz,      -- NULL: nobody asked for it, or it is done
    UNIQUE (channel, chat, procedure)
);
CREATE INDEX checklists_touched_at ON checklists (touched_at);

-- +goose Down
DROP TABLE checklists;
