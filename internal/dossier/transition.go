package dossier

import "slices"

// follows is the table of ordinary steps. A withdrawal that the office does not
// confirm goes back to where the dossier was; Completed goes back to Processing only
// as a correction.
var follows = map[Status][]Status{
	Registered:          {Accepted, Rejected, SupplementRequested, WithdrawalRequested},
	Accepted:            {Processing, SupplementRequested, PaymentRequested, WithdrawalRequested, Stopped, Completed},
	Processing:          {SupplementRequested, PaymentRequested, WithdrawalRequested, Stopped, Completed},
	SupplementRequested: {Processing, Accepted, WithdrawalRequested, Stopped},
	PaymentRequested:    {Processing, Completed, WithdrawalRequested, Stopped},
	WithdrawalRequested: {Stopped, Registered, Accepted, Processing, SupplementRequested, PaymentRequested},
	Completed:           {Returned, Processing},
}

// Odd reports whether a step is not in the table. Systems in the field skip states
// freely, so a source's odd step is accepted and only counted. A first event and a
// repeated status are no steps.
func Odd(from, to Status) bool {
	return from != "" && from != to && !slices.Contains(follows[from], to)
}
