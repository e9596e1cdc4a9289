package main

// reportCmd is `motcua report`.
type reportCmd struct {
	Figures reportFiguresCmd `cmd:"" default:"withargs" help:"Form II.06a, shares and indices of a period."`
	Bot     reportBotCmd     `cmd:"" help:"The assistant's own figures: what it answered, what it handed to people, how those ended."`
	Check   reportCheckCmd   `cmd:"" help:"Recompute published figures: what adds up, what rests on another base, what cannot be right, what is not said."`

	Late     reportLateCmd     `cmd:"" help:"Dossiers past their date today, and those close to it: a head's list for the morning."`
	Register reportRegisterCmd `cmd:"" help:"The register of dossiers received in a period, names masked."`
	Mail     reportMailCmd     `cmd:"" help:"Send reports to offices' mailboxes by a calendar."`
}
