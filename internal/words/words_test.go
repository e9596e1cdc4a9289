package words_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"motcua/internal/words"
)

func files(texts map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range texts {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

var good = map[string]string{
	"texts/hello.vi.toml": "plain = 'Chào {anh/chị}. {Anh/chị} gửi {what}.'\n[deep.er]\ntext = '{what}'",
	"texts/hello.en.toml": "plain = 'Hello. Send {what}.'\n[deep.er]\ntext = '{what}'",
}

func TestSayFillsPlaceholders(t *testing.T) {
	t.Parallel()
	c, err := words.Load(files(good))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		lang, key string
		args      words.Args
		want      string
	}{
		{"vi", "hello.plain", words.Args{"what": "mã"}, "Chào anh/chị. Anh/chị gửi mã."},
		{"vi", "hello.plain", words.Args{"what": "mã", words.Address: "ông/bà"}, "Chào ông/bà. Ông/bà gửi mã."},
		{"en", "hello.plain", words.Args{"what": "it"}, "Hello. Send it."},
		{"vi", "hello.deep.er.text", words.Args{"what": "{Anh/chị} {what}"}, "{Anh/chị} {what}"},
		{"fr", "hello.plain", words.Args{"what": "mã"}, "Chào anh/chị. Anh/chị gửi mã."},
		{"vi", "hello.plain", nil, "Chào anh/chị. Anh/chị gửi ."},
		{"vi", "hello.nothing", nil, ""},
	} {
		if got := c.Say(tt.lang, tt.key, tt.args); got != tt.want {
			t.Errorf("Say(%q, %q, %v) = %q, want %q", tt.lang, tt.key, tt.args, got, tt.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for name, texts := range map[string]map[string]string{
		"no files":      {},
		"English alone": {"a.en.toml": "x = 'Yes'"},
		"odd name":      {"a.toml": "x = 'Có'"},
		"not TOML":      {"a.vi.toml": "x = "},
		"a number":      {"a.vi.toml": "x = 3"},
		"key twice":     {"a.vi.toml": "x = 'Có'", "b/a.vi.toml": "x = 'Có'"},
	} {
		if _, err := words.Load(files(texts)); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if wrong := words.Check(files(good)); len(wrong) > 0 {
		t.Errorf("good files are refused: %v", wrong)
	}
	for name, tt := range map[string]struct{ vi, en, want string }{
		"key missing":       {"x = 'Có'\ny = 'Không'", "x = 'Yes'", "no such key in en"},
		"key too many":      {"x = 'Có'", "x = 'Yes'\ny = 'No'", "no such key in vi"},
		"placeholder":       {"x = 'Có {a}'", "x = 'Yes {b}'", "placeholders [a], but [b] in en"},
		"same text":         {"x = 'Có'", "x = 'Có'", "the text is the same"},
		"no marks":          {"x = 'Khong'", "x = 'No'", "no Vietnamese marks"},
		"empty":             {"x = ''", "x = 'No'", "is empty"},
		"open brace":        {"x = 'Có {a'", "x = 'Yes'", "brace"},
		"not NFC":           {"x = \"Co\u0301\"", "x = 'Yes'", "NFC"},
		"exclamation":       {"x = 'Có!'", "x = 'Yes'", "exclamation"},
		"capitals":          {"x = 'ĐÃ xong'", "x = 'Done'", "capitals"},
		"emoji":             {"x = '✅ Đã xong'", "x = 'Done'", "sign belongs"},
		"blame":             {"x = 'Mã không hợp lệ'", "x = 'Look again'", `"hợp lệ" is never said`},
		"fault":             {"x = 'Có lỗi'", "x = 'Look again'", `"lỗi" is never said`},
		"the bot as person": {"x = 'Tôi là máy'", "x = 'A machine'", `"tôi" is never said`},
	} {
		var all []string
		for _, err := range words.Check(files(map[string]string{"a.vi.toml": tt.vi, "a.en.toml": tt.en})) {
			all = append(all, err.Error())
		}
		if !strings.Contains(strings.Join(all, "\n"), tt.want) {
			t.Errorf("%s: Check says %q, want %q", name, all, tt.want)
		}
	}
	kind := files(map[string]string{
		"a.vi.toml": "x = 'Văn bản xin lỗi, mã OTP, H29.171'\ny = 'VNeID'",
		"a.en.toml": "x = 'A letter, an OTP, H29.171'\ny = 'VNeID'",
	})
	if wrong := words.Check(kind, "a.y"); len(wrong) > 0 {
		t.Errorf("excepted: %v", wrong)
	}
}
