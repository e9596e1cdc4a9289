-- Who compared what citizens are told of a procedure with the official portal, and when.

-- +goose Up

-- A check holds for the text that was checked: seen is a fingerprint of it, and a text
-- that changed since is unchecked again. Rows are only added.
CREATE TABLE procedure_checks (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code    text NOT NULL,
    seen    text NOT NULL,
    made_by text NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX procedure_checks_of ON procedure_checks (code, seen, id DESC);

-- +goose Down
DROP TABLE procedure_checks;
