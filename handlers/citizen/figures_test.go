package citizen

import (
	"testing"

	"motcua/internal/chat"
	"motcua/internal/report"
)

func TestWhatFiguresCountOfATurn(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	var noted []report.Turn
	h.Note = func(one report.Turn) { noted = append(noted, one) }
	for text, want := range map[string]report.Flow{
		"H29.171-260105-0001": report.FlowLookup, "tra hồ sơ": report.FlowLookup, "trung tâm ở đâu": report.FlowOffice,
		"chào": report.FlowOther, "gặp người": report.FlowHuman, "xyzzy": report.FlowLost, "0901234567": report.FlowLookup,
		"giúp": report.FlowOther,
	} {
		noted = nil
		h.told(t, chat.Session{}, text)
		if len(noted) != 1 || noted[0].Flow != want || !noted[0].At.Equal(monday) || noted[0].Took <= 0 {
			t.Errorf("%q is counted as %+v, want %s", text, noted, want)
		}
	}
	noted = nil
	m := typed("gặp người")
	m.Group = true
	if _, _, err := h.Handle(t.Context(), m, chat.Session{}); err != nil || len(noted) != 0 {
		t.Errorf("others' talk is counted: %+v, %v", noted, err)
	}
}
