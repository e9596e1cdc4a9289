-- What lets other systems use the API.

-- +goose Up

-- A token itself is shown once and never stored.
CREATE TABLE api_tokens (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL,
    hash       bytea NOT NULL UNIQUE,       -- SHA-256 of the token
    scopes     text[] NOT NULL,
    source     text NOT NULL,               -- the only source it may write; '' any
    units      text[] NOT NULL,             -- codes: it may touch these units and those below; empty: all
    made_at    timestamptz NOT NULL,
    until      timestamptz,                 -- NULL: no end
    revoked_at timestamptz,
    used_at    timestamptz,                 -- about when it was used last
    told       bigint NOT NULL DEFAULT 0,   -- followers that it had told since told_since
    told_since timestamptz
);
CREATE UNIQUE INDEX api_tokens_name ON api_tokens (lower(name)) WHERE revoked_at IS NULL;

-- +goose Down
DROP TABLE api_tokens;
