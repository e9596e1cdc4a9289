package talktest

import (
	"strings"
	"testing"

	"motcua/internal/chat"
)

func TestParse(t *testing.T) {
	t.Parallel()
	all, err := parse("# chú thích\nBây giờ: 09:00, 07/12/2026\n\nDân: một\n     hai\nBot: ba\n     [Bốn] [Năm]\n")
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	if l := all[1]; l.who != "Dân" || l.number != 4 || strings.Join(l.text, "|") != "một|hai" {
		t.Errorf("%+v", l)
	}
	if l := all[2]; l.who != "Bot" || strings.Join(l.text, "|") != "ba|[Bốn] [Năm]" {
		t.Errorf("%+v", l)
	}
	for _, who := range []string{"Dân 2", "Kênh 3", "Trực", "Giờ trực", "Sau", "Quên", "Chặn", "Bỏ chặn", "Đã đo", "TNV Hạnh", "Bàn Lan", "Bàn Lan câu 12", "Đến Dân", "Đến Dân 2", "Đến Thảo"} {
		all, err := parse(who + ": một\n     hai")
		if err != nil || len(all) != 1 || all[0].who != who || len(all[0].text) != 2 {
			t.Errorf("%s: %+v, %v", who, all, err)
		}
	}
	for _, wrong := range []string{"Ai đó: chào", "Dân chào", "   lạc lõng"} {
		if _, err := parse(wrong); err == nil {
			t.Errorf("%q is taken for a conversation", wrong)
		}
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	reply := chat.Reply{Sign: "⏳", Text: "Hồ sơ A.1 đang chờ.\nChưa cần làm gì.", Choices: []chat.Choice{{Label: "Một"}, {Label: "Hai"}}}
	for written, want := range map[string]bool{
		"⏳ Hồ sơ A.1 đang chờ.|Chưa cần làm gì.":             true,
		"⏳ Hồ sơ A.1 đang chờ.|Chưa cần làm gì.|[Một] [Hai]": true,
		"⏳ Hồ sơ … chờ.|…":                                   true,
		"⏳ Hồ sơ A.1 …":                                      true,
		"…":                                                  true,
		"Hồ sơ A.1 đang chờ.|Chưa cần làm gì.":               false, // the sign is missing
		"⏳ Hồ sơ A.1 đang chờ.":                              false, // a paragraph is missing
		"⏳ Hồ sơ Ax1 đang chờ.|Chưa cần làm gì.":             false, // a full stop is a full stop
		"⏳ Hồ sơ A.1 đang chờ.|Chưa cần làm gì.|[Một]":       false, // a choice is missing
		"⏳ Hồ sơ … xong.|…":                                  false,
	} {
		if got := fits(reply, line{text: strings.Split(written, "|")}); got != want {
			t.Errorf("%q: %v", written, got)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	menu := []chat.Choice{{Label: "Menu", Press: "menu"}}
	for name, reply := range map[string]chat.Reply{
		"dead end":     {Text: "Chào.", Lang: "vi"},
		"placeholder":  {Text: "Chào {anh/chị}.", Lang: "vi", Choices: menu},
		"hole":         {Text: "Gọi  để hỏi.", Lang: "vi", Choices: menu},
		"two signs":    {Text: "Chào.", Sign: "🎉", Lang: "vi", Choices: menu},
		"two dạ":       {Text: "Dạ, chào. Dạ, mời.", Lang: "vi", Choices: menu},
		"no language":  {Text: "Chào.", Choices: menu},
		"press twice":  {Text: "Chào.", Lang: "vi", Choices: append(menu, menu...)},
		"long press":   {Text: "Chào.", Lang: "vi", Choices: []chat.Choice{{Label: "x", Press: strings.Repeat("x", 65)}}},
		"card differs": {Text: "Chào.", Lang: "vi", Choices: menu, Card: &chat.Card{Tone: chat.ToneReady, Title: "Xong", Code: "A", Fresh: "B"}},
	} {
		if len(Faults([]chat.Reply{reply})) == 0 {
			t.Errorf("%s: no fault found", name)
		}
	}
	if faults := Faults([]chat.Reply{{Text: "Chào.", Lang: "vi"}, {Text: "Mời chọn.", Lang: "vi", Choices: menu}}); len(faults) > 0 {
		t.Errorf("a good answer: %v", faults)
	}
}

func TestSentFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]chat.FileKind{
		"(ảnh)": chat.Photo, "(tệp) đơn đây": chat.Document, "(ghi âm)": chat.Voice, "(nhãn dán)": "",
	} {
		sent, words, ok := sentFile(t, text)
		if !ok || sent.Kind != want || (words != "") != strings.Contains(text, "đơn đây") || want != "" && sent.Open == nil {
			t.Errorf("%q: %+v, %q, %v", text, sent, words, ok)
		}
	}
	for _, text := range []string{"ảnh", "(hai người) hỏi", "hỏi (ảnh)"} {
		if _, _, ok := sentFile(t, text); ok {
			t.Errorf("%q is taken for a file", text)
		}
	}
}

// A human's line and what carries a file say so.
func TestWriteOfHumans(t *testing.T) {
	t.Parallel()
	r := chat.Reply{Text: "Dạ đây ạ.", By: &chat.Person{Name: "Lan", Role: "tình nguyện viên"}, File: &chat.File{Kind: chat.Photo}}
	if got := Write(r); got != "Bot: Lan: (ảnh) Dạ đây ạ.\n" {
		t.Errorf("%q", got)
	}
}
