package city

import (
	"time"

	"motcua/internal/team"
	"motcua/internal/unit"
)

// Asker is a made-up citizen who wants a human.
type Asker struct {
	Question string
	Then     string // what is added a little later; "" for nothing
	Thanks   string // what is said to the first answer
}

// questions are asked in this order, and then from the beginning. Each stands for one
// kind of person at the desk.
var questions = []Asker{
	{"Cho hỏi người thật: con tui sinh ở nhà, không có giấy chứng sinh thì làm khai sinh sao?", "Bé được 20 ngày rồi.", "Dạ cảm ơn nhiều nha."},
	{"cho gap nguoi. toi nop ho so tren dien thoai ma khong biet da gui duoc chua", "", "cam on nhieu"},
	{"Gặp người giúp bác với, bác mất giấy hẹn rồi thì lấy kết quả được không?", "Bác nộp ở phường tuần trước.", "Bác cảm ơn cháu."},
	{"tư vấn viên ơi em muốn mở quán cà phê nhỏ thì cần giấy tờ gì ạ", "quán ở nhà mình luôn ạ", "dạ em cảm ơn"},
	{"Gặp người: tôi đăng nhập VNeID báo sai thông tin, tôi lớn tuổi không rành", "", "Cảm ơn anh chị."},
	{"gặp người thật giùm. Hồ sơ của mẹ tôi cần bổ sung mà tôi không hiểu phải bổ sung gì", "Mẹ tôi 70 tuổi rồi.", "Vậy để mai tôi ra quầy. Cảm ơn."},
	{"cho toi hoi nguoi: thu bay phuong co lam viec khong, toi di lam ca ngay", "", "ok cam on"},
	{"Cho gặp người. Tôi muốn xin xác nhận tình trạng độc thân để cưới ở quê vợ", "Tôi chuyển hộ khẩu năm ngoái.", "Cảm ơn bạn nhé."},
}

// AskerNo is the n-th citizen who asks, from 0.
func AskerNo(n int) Asker { return questions[n%len(questions)] }

// Team are the volunteers of the demonstration, and the hours at which they are there.
func Team() (team.Team, []team.Volunteer) {
	t := team.Team{
		Name: Operator, Kind: team.OfUnit, Unit: "SG-LT",
		Hours: []unit.Hours{{Days: "1-7", Open: "18:00", Close: "21:00"}},
	}
	return t, []team.Volunteer{
		{Name: "Hạnh", Role: team.Coordinator, Lang: "vi"},
		{Name: "Lan", Role: team.Plain, Lang: "vi"},
		{Name: "Minh", Role: team.Plain, Lang: "vi"},
	}
}

// AskEvery is the time between two who ask.
const AskEvery = 90 * time.Second
