-- Who wishes to hear of which dossier, and how far each was told.

-- +goose Up

-- The watermark is told_*: a Notice is what is new since, read when it is written.
CREATE TABLE follows (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     text NOT NULL,
    chat        text NOT NULL,
    dossier     bigint NOT NULL REFERENCES dossiers ON DELETE CASCADE,
    label       text NOT NULL,             -- the person's own name for it; '' none
    lang        text NOT NULL,
    address     text NOT NULL,
    at          timestamptz NOT NULL,      -- since when
    told_event  bigint NOT NULL,           -- the dossier's newest event (by id) when it was told last
    told_status text NOT NULL,             -- what was said then
    told_at     timestamptz,               -- when something was said last; NULL: nothing yet
    told_due    timestamptz,               -- the appointment that was said last
    told_soon   timestamptz,               -- the appointment that was said to be near
    told_over   timestamptz,               -- the appointment that was said to have passed
    told_lapse  timestamptz,               -- the last day for papers that was reminded of
    handed_at   timestamptz,               -- "I have handed it in": no reminder about what was asked before
    asked_at    timestamptz,               -- whether the result was fetched was asked then
    received    bool,                      -- what was answered; NULL: nothing yet
    UNIQUE (channel, chat, dossier)
);
CREATE INDEX follows_dossier ON follows (dossier);

-- +goose Down
DROP TABLE follows;
