package citizen

import (
	"context"

	"motcua/internal/chat"
)

// switchTo changes the language for the rest of the conversation. The way back
// stands in the other language, for who pressed by mistake.
func (*Handler) switchTo(_ context.Context, t *Talk, lang string) error {
	if lang != "vi" && lang != "en" {
		t.menu()
		return nil
	}
	t.Session.Lang, t.Lang = lang, lang
	t.Say("language.switched", nil)
	t.offerAll()
	return nil
}

// otherLanguage is the choice of the language that is not spoken now, in its own words.
func (t *Talk) otherLanguage() chat.Choice {
	other := "en"
	if t.Lang == "en" {
		other = "vi"
	}
	return t.choice("language.other", verbLang+":"+other)
}
