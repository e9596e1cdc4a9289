package citizen_test

import (
	"fmt"
	"strings"
	"testing"

	"motcua/handlers/talktest"
	rules "motcua/internal/citizen"
)

// One who tries the neighbours of a real code is stopped at the sixth; a neighbour on
// the same network still finds a dossier of their own.
func TestTryingNeighboursIsStopped(t *testing.T) {
	t.Parallel()
	house := talktest.OpenStrict(t, rules.StandardLimits())
	guesser, neighbour := house.Talk(), house.Talk()
	guesser.Net, neighbour.Net = "ward wifi "+t.Name(), "ward wifi "+t.Name()
	var talk strings.Builder
	for n := range 5 {
		fmt.Fprintf(&talk, "Dân: H29.171-261203-901%d\nBot: Dạ, chưa tìm thấy hồ sơ với mã H29.171-261203-901%d. …\n     [Không thấy mã] [Địa chỉ, giờ mở cửa] [Việc khác] [Gặp người]\n", n, n)
	}
	talk.WriteString(`
# Cách nhau 12 phút mỗi mã: năm mã một giờ.
Dân: H29.171-261203-9015
Bot: Anh/chị đã tra khá nhiều mã trong ít phút. Để giữ thông tin của mọi người, mời anh/chị tra tiếp sau 9:12.
     Cần gấp, anh/chị gọi 0274 000 0001 để hỏi.
     [Địa chỉ, giờ mở cửa] [Việc khác] [Gặp người]
# Mã có thật cũng không trả lời: nếu không, người đoán biết mã nào có.
Dân: H29.171-261203-0012
Bot: Anh/chị đã tra khá nhiều mã …
     [Địa chỉ, giờ mở cửa] [Việc khác] [Gặp người]
# Việc khác vẫn làm được.
Dân: địa chỉ ở đâu
Bot: Trung tâm Phục vụ hành chính công phường Lái Thiêu, …
     [Trợ lý giúp được gì] [Tra cứu hồ sơ] [Việc khác] [Gặp người]
`)
	guesser.Play(t, "người đoán mã", talk.String())
	neighbour.Play(t, "người cùng mạng", `
Dân: H29.171-261203-0012
Bot: ⏳ Hồ sơ H29.171-261203-0012 đang được giải quyết tại …
     [Theo dõi hồ sơ] [Xem từng bước] [Nơi nhận, giờ mở cửa] [Việc khác] [Gặp người]
`)
}

// Several codes in one message: as many as may be looked up are, the rest must wait.
func TestSomeOfManyMustWait(t *testing.T) {
	t.Parallel()
	limits := rules.StandardLimits()
	limits.Misses.N = 2
	talk := talktest.OpenStrict(t, limits).Talk()
	talk.Play(t, "nhiều mã", `
Dân: H29.171-261203-0012 H29.171-261116-0045 H29.171-261103-0007
Bot: ⏳ Hồ sơ H29.171-261203-0012 đang được giải quyết tại …
Bot: ✅ Hồ sơ H29.171-261116-0045 đã có kết quả …
Bot: Các mã còn lại, anh/chị nhắn lại sau ít phút giúp ạ.
     [Từng bước H29.171-261203-0012] [Từng bước H29.171-261116-0045] [Tra mã khác] [Việc khác] [Gặp người]
`)
}
