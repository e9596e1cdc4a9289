package citizen

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"motcua/internal/chat"
	"motcua/internal/words"
)

// What was agreed to is named by its version: another text is another version.
func TestFollowConsentVersion(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	sum := sha256.New()
	for _, lang := range []string{"vi", "en"} {
		for _, key := range []string{"follow.keeping.text", "follow.keeping.ask"} {
			fmt.Fprintln(sum, h.words.Say(lang, key, words.Args{"operator": "Tổ mẫu", "days": "30", "ready": "90", "code": example}))
		}
	}
	const version, text = "follow-2", "11de1f00b0abfd6c"
	if got := hex.EncodeToString(sum.Sum(nil))[:16]; followConsentVersion != version || got != text {
		t.Errorf("the text of the consent is %s now: give it the next version, and change both here", got)
	}
}

func TestFollowWished(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"theo dõi": true, "theo doi ho so nay": true, "Theo dõi H29.171-261203-0012": true, "cho em theo dõi hồ sơ với": true, "nhờ theo dõi giùm": true,
		"báo tôi khi có kết quả": true, "bao toi khi co ket qua": true, "khi nào xong nhắn tui nha": true, "chừng nào có kết quả thì báo con với": true,
		"hồi nào xong báo tui hay": true, "xong thì báo em": false, "khi nào có thay đổi thì nhắn tin cho tôi": true, "nhắc tôi khi xong": true,
		"có kết quả báo em nhé": true, "follow": true, "follow this": true, "tell me when it is done": true, "please notify me when ready": true, "let me know when it changes": true,
		"khi nào nhận được kết quả thì báo em": true, "khi nào có kết quả thì nhận ở đâu": false, "khi nào xong": false, "bao giờ xong, nhận con dấu ở đâu": false, "hồ sơ tới đâu rồi": false,
		"bao nhiêu ngày thì có kết quả": false, "làm sao để theo dõi sức khỏe": false, "khi nao xong nhan ket qua o dau": false, "nhắc tôi thứ năm": false,
	} {
		k := &Talk{text: text}
		if got := k.followWished(k.said()); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
	k := &Talk{text: "nhắc tôi nhé", Session: chat.Session{SeenLast: true}}
	if !k.followWished(k.said()) {
		t.Error("under a dossier's card a reminder is of the dossier")
	}
}

func TestLabelFor(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"theo dõi cho má": "má", "theo dõi H29.171-261203-0012 cho Má tui nha": "Má tui", "theo dõi hồ sơ của chị Hai với": "chị Hai",
		"theo doi gium ho so nay cho ba ngoai": "ba ngoai", "theo dõi giúp tôi": "", "theo dõi cho em với ạ": "", "theo dõi hồ sơ này": "", "theo dõi cho nhà": "nhà",
		"báo tôi khi có kết quả": "", "follow for mum": "mum", "follow it for me": "", "theo dõi cho má 0900000417": "má",
		"theo dõi cho mẹ": "mẹ", "theo dõi cho 079012345678": "",
	} {
		if got := labelFor(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestCleanLabel(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"  Má \n tui ": "Má tui", "“má”": "má", "\u0061\u0301": "á", strings.Repeat("ấ", 30): strings.Repeat("ấ", 30), "12/3 nhà đất": "12/3 nhà đất",
	} {
		if got, wrong := cleanLabel(given); got != want || wrong != "" {
			t.Errorf("%q: %q, %s", given, got, wrong)
		}
	}
	for given, want := range map[string]string{
		"": "follow.label.ask", "“ ”": "follow.label.ask", strings.Repeat("ấ", 31): "follow.label.long", "má 0900000417": "follow.label.number", "079 012 345 678": "follow.label.number",
	} {
		if got, wrong := cleanLabel(given); got != "" || wrong != want {
			t.Errorf("%q: %q, %s", given, got, wrong)
		}
	}
}

func TestStopTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"dừng má": "má/false", "dung ma tui nha": "ma tui/false", "dừng H29.171-261203-0012": "H29.171-261203-0012/false", "thôi theo dõi": "/true",
		"không theo dõi nữa": "/true", "bỏ theo dõi hồ sơ chị Hai": "chị Hai/true", "unfollow mum": "mum/true", "stop following it": "/true", "stop mum please": "mum/false",
		"đúng má": "-", "dùng má": "-", "hồ sơ": "-", "": "-",
	} {
		target, follows, ok := stopTarget(text)
		got := fmt.Sprintf("%s/%t", target, follows)
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
