package city

import "time"

// record is one line of the import, with the import's own keys.
type record struct {
	Code          string       `json:"code"`
	ProcedureCode string       `json:"procedure_code,omitempty"`
	Procedure     string       `json:"procedure,omitempty"`
	Field         string       `json:"field,omitempty"`
	Unit          string       `json:"unit,omitempty"`
	ReceivedBy    string       `json:"received_by,omitempty"`
	ReturnAt      string       `json:"return_at,omitempty"`
	ReturnChannel string       `json:"return_channel,omitempty"`
	Channel       string       `json:"channel,omitempty"`
	Applicant     string       `json:"applicant,omitempty"`
	Phone         string       `json:"phone,omitempty"`
	BirthYear     int          `json:"birth_year,omitempty"`
	SubmittedAt   time.Time    `json:"submitted_at,omitzero"`
	ReceivedAt    time.Time    `json:"received_at,omitzero"`
	DueAt         time.Time    `json:"due_at,omitzero"`
	FinishedAt    time.Time    `json:"finished_at,omitzero"`
	ReturnedAt    time.Time    `json:"returned_at,omitzero"`
	Status        string       `json:"status"`
	FeeDue        int64        `json:"fee_due,omitempty"`
	FeePaid       int64        `json:"fee_paid,omitempty"`
	PaidOnline    *bool        `json:"paid_online,omitempty"`
	Digitised     *bool        `json:"digitised,omitempty"`
	EResult       *bool        `json:"e_result,omitempty"`
	Results       []result     `json:"results,omitempty"`
	Supplements   []supplement `json:"supplements,omitempty"`
	Extensions    []extension  `json:"extensions,omitempty"`
	Reason        string       `json:"reason,omitempty"`
	Events        []event      `json:"events,omitempty"`
	UpdatedAt     time.Time    `json:"updated_at,omitzero"`
	Source        string       `json:"source"`

	story string
	proc  procedure
}

type result struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type supplement struct {
	Name    string    `json:"name"`
	Reason  string    `json:"reason,omitempty"`
	AskedAt time.Time `json:"asked_at"`
	DueAt   time.Time `json:"due_at"`
}

type extension struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

type event struct {
	At     time.Time `json:"at"`
	Status string    `json:"status"`
	Unit   string    `json:"unit,omitempty"`
	Note   string    `json:"note,omitempty"`
}
