-- How what a source writes is read, where it is not as usual.

-- +goose Up
CREATE TABLE mappings (
    source text NOT NULL, -- '' = any
    kind   text NOT NULL CHECK (kind IN ('status', 'unit', 'channel')),
    key    text NOT NULL, -- letters and digits of raw: spellings of one text are one mapping
    raw    text NOT NULL, -- as the source writes it
    ours   text NOT NULL,
    note   text NOT NULL,
    PRIMARY KEY (source, kind, key)
);

-- +goose Down
DROP TABLE mappings;
