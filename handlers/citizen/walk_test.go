package citizen_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/handlers/talktest"
	"motcua/internal/chat"
)

// starts are what the walker types now and then, to reach every kind of answer.
var starts = []string{
	"chào", "menu", "tra cứu", "huỷ", "gặp người", "cảm ơn", "asdf", "mấy giờ mở cửa", "ba tôi mới mất", "1", "7",
	"cho em gặp người hỏi giấy tạm trú cho con nhỏ", "câu hỏi của tôi đến đâu rồi", "rút câu hỏi", "dữ liệu của tôi", "xóa dữ liệu",
	"khai sinh lưu động", "nộp ở đâu", "nộp online được không", "công an phường lái thiêu ở đâu", "vĩnh phú", "thuận an", "phường khác", "mai có làm không", "phường tân hưng tây",
	"lệ phí bao nhiêu tiền", "đăng ký tạm trú cần gì", "bao lâu", "còn phí?", "kết hôn", "còn khai sinh thì sao", "sao y bản chính", "cấp lại căn cước",
	"trợ cấp thất nghiệp", "không phải, ý em là đăng ký khai tử", "cái thứ hai", "cấp giấy phép xây dựng nhà ở", "nhà em ở trọ, chủ nhà không cho nhập hộ khẩu thì sao", "english", "tiếng việt",
	"chứng thực", "trợ cấp", "đăng ký", "làm lại giấy tờ", "mai táng phí", "giay phep xay dung", "sổ đỏ", "bảo hiểm", "làm giấy tờ",
	"tôi muốn ly hôn", "đăng kiểm xe", "vay vốn", "thời tiết hôm nay", "bệnh án", "cấp lại sổ hộ khẩu", "nhà tôi bị trộm", "quyết toán thuế tncn", "tìm việc làm",
	"chồng nhận kết quả giùm được không", "giấy an toàn thực phẩm", "chủ trọ không cho đăng ký tạm trú", "lỡ chuyển tiền cho người xưng công an", "phản ánh cán bộ",
	"hồ sơ của tôi", "khóa lại", "0418 1979", "9999 1979", "0418", "không nhớ số", "đã nộp", "lý do", "H29.171-261120-0101", "H29.171-261120-0104", "H29.171-261120-0105", "H29.171-261120-0106", "H29.171-261120-0107",
	"danh sách của tôi", "còn thiếu giấy gì", "có tờ khai rồi", "có đủ rồi", "nhắc tôi", "đăng ký kết hôn cần gì", "bỏ danh sách này",
	"H29.171-261206-0002", "H29.171-261204-0003", "H29.171-261117-0020", "H29.171-261203-0012", "H29.171-261112-0031",
	"H29.172-261026-1000377", "H29.171-261109-0011", "H29.171-261102-0003", "H29.171-261116-0045", "H29.171-261103-0007",
	"H29.171-261119-0008", "H29.172-261120-0044", "H29.171-261202-0070", "H29.171-261105-0009", "H29.171-261116-0048",
	"H29.171-261203-9999", "H09.17-241023-0012", "H09.17-24/10/2023-0012", "H29.171-261305-0012", "0012", "0903123456",
	"079201001234", "BN 1234", "G01.899.909-260916-890028", "H29.171-261203-0012 H29.171-261116-0045",
	"hát hai chín chấm một bảy một gạch hai sáu một hai không ba gạch không không mười hai",
}

// TestWalk presses whatever is offered, 500 steps, and types something now and then:
// no dead end, no choice that leads to the answer it stands under, never the same
// answer three times running.
func TestWalk(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	if again, err := strconv.ParseUint(os.Getenv("WALK_SEED"), 10, 64); err == nil {
		seed = again
	}
	t.Logf("WALK_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	house := talktest.Open(t)
	talk := house.Talk()
	pressed := map[string]chat.Choice{}
	var answers []string
	var before string
	for step := range 500 {
		c, typed := next(random, talk.Choices())
		for typed != "" && typed == before { // who asks the same again hears the same again
			c, typed = next(random, talk.Choices())
		}
		before = typed
		replies, err := send(t, talk, c, typed)
		if err != nil {
			t.Fatalf("step %d: %q %q: %v", step, typed, c.Press, err)
		}
		if typed != "" && len(replies) == 0 && hasQuestion(t, talk) {
			continue // it was meant for a human
		}
		for _, wrong := range talktest.Faults(replies) {
			t.Errorf("step %d: %q %q: %s", step, typed, c.Press, wrong)
		}
		answers = append(answers, whole(replies))
		n := len(answers)
		if typed == "" {
			pressed[c.Press] = c
			if n > 1 && answers[n-1] == answers[n-2] {
				t.Errorf("step %d: [%s] leads to the answer it stands under: %s", step, c.Label, answers[n-1])
			}
		}
		if n > 2 && answers[n-1] == answers[n-2] && answers[n-2] == answers[n-3] {
			t.Errorf("step %d: three times running: %s", step, answers[n-1])
		}
	}
	everyPressAlone(t, house, slices.Collect(maps.Values(pressed)))
}

func hasQuestion(t *testing.T, talk *talktest.Talk) bool {
	t.Helper()
	has, err := talk.HasQuestion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return has
}

func send(t *testing.T, talk *talktest.Talk, c chat.Choice, typed string) ([]chat.Reply, error) {
	t.Helper()
	if typed != "" {
		return talk.Say(t.Context(), typed)
	}
	return talk.Press(t.Context(), c)
}

// next is a choice of the newest list, or something typed.
func next(random *rand.Rand, list []chat.Choice) (chat.Choice, string) {
	if len(list) == 0 || random.IntN(4) == 0 {
		return chat.Choice{}, starts[random.IntN(len(starts))]
	}
	return list[random.IntN(len(list))], ""
}

func whole(replies []chat.Reply) string {
	var all []string
	for _, r := range replies {
		all = append(all, talktest.Write(r))
	}
	return strings.Join(all, "")
}

// everyPressAlone: a choice works in a conversation that remembers nothing.
func everyPressAlone(t *testing.T, house *talktest.House, choices []chat.Choice) {
	t.Helper()
	if len(choices) < 15 {
		t.Errorf("the walker found only %d choices", len(choices))
	}
	menu, err := house.Talk().Say(t.Context(), "menu")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range choices {
		replies, err := house.Talk().Press(t.Context(), c)
		if err != nil {
			t.Fatalf("[%s] alone: %v", c.Label, err)
		}
		for _, wrong := range talktest.Faults(replies) {
			t.Errorf("[%s] alone: %s", c.Label, wrong)
		}
		if c.Press != "menu" && replies[0].Text == menu[0].Text {
			t.Errorf("[%s] (%s) alone leads to the menu", c.Label, c.Press)
		}
	}
}
