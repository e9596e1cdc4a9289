package report

import "fmt"

// notSaid stands in the place of a hidden count.
var notSaid = Words{Vi: "không nêu", En: "not shown"}

// HiddenNote says under a published table why cells of it are not shown.
var HiddenNote = Words{
	Vi: "“Không nêu”: số dưới 5, hoặc số mà nếu nêu ra thì suy được số dưới 5.",
	En: "“Not shown”: a number under 5, or one from which such a number would follow.",
}

// WithheldNote stands in the place of rows that were left out.
var WithheldNote = Words{
	Vi: "Tháng này ít lượt quá, nêu từng dòng thì đoán được ai đã hỏi; chỉ nêu tổng số.",
	En: "There were too few this month to show rows without pointing at people; only the total is shown.",
}

// Kinds of OwnTables and OwnTimes.
const (
	OwnFlows      = "flows"
	OwnProcedures = "procedures"
	OwnHours      = "hours"
	OwnUnits      = "units"
	OwnOutcomes   = "outcomes"
	OwnRatings    = "ratings"
	OwnPlaces     = "places"

	OwnBotTime     = "bot_time"
	OwnFirstAnswer = "first_answer"
	OwnSolved      = "solved"
)

var (
	headTurns     = Words{Vi: "Trợ lý trả lời", En: "Answered by the assistant"}
	headQuestions = Words{Vi: "Chuyển người trả lời", En: "Handed to a person"}
	headClosed    = Words{Vi: "Câu hỏi đã xong", En: "Questions closed"}

	ownNames = map[string]Words{
		OwnFlows:       {Vi: "Theo việc", En: "By what was asked"},
		OwnProcedures:  {Vi: "Theo thủ tục", En: "By procedure"},
		OwnHours:       {Vi: "Theo giờ trong ngày", En: "By hour of the day"},
		OwnUnits:       {Vi: "Theo đơn vị", En: "By office"},
		OwnOutcomes:    {Vi: "Câu hỏi đã xong, theo kết quả", En: "Questions closed, by how they helped"},
		OwnRatings:     {Vi: "Câu hỏi đã xong, theo lời người hỏi", En: "Questions closed, by the asker's word"},
		OwnPlaces:      {Vi: "Câu hỏi đã xong, theo nơi giúp", En: "Questions closed, by where help was given"},
		OwnBotTime:     {Vi: "Trợ lý trả lời một lượt", En: "An answer of the assistant"},
		OwnFirstAnswer: {Vi: "Từ lúc hỏi đến lời đầu tiên của người trả lời", En: "From the question to a person's first word"},
		OwnSolved:      {Vi: "Từ lúc hỏi đến khi xong", En: "From the question to its end"},
	}

	flowNames = map[string]Words{
		string(FlowLookup):    {Vi: "Xem hồ sơ đến đâu", En: "Where a dossier stands"},
		string(FlowPhoto):     {Vi: "Ảnh giấy hẹn", En: "Photos of receipts"},
		string(FlowDetails):   {Vi: "Phần riêng của hồ sơ", En: "The private part of a dossier"},
		string(FlowFollow):    {Vi: "Theo dõi hồ sơ", En: "Following a dossier"},
		string(FlowGuidance):  {Vi: "Cách làm giấy tờ", En: "How papers are made"},
		string(FlowChecklist): {Vi: "Danh sách giấy tờ", En: "Lists of papers"},
		string(FlowOffice):    {Vi: "Địa chỉ, giờ mở cửa", En: "Addresses and opening hours"},
		string(FlowHuman):     {Vi: "Gặp người trả lời", En: "Asking for a person"},
		string(FlowData):      {Vi: "Dữ liệu của người hỏi", En: "The asker's own data"},
		string(FlowOther):     {Vi: "Chào hỏi, xem trợ giúp", En: "Greetings and help"},
		string(FlowLost):      {Vi: "Trợ lý chưa hiểu", En: "Not understood"},
	}

	outcomeNames = map[string]Words{
		"looked_up":        {Vi: "Đã tra hồ sơ", En: "Dossier looked up"},
		"guided":           {Vi: "Đã hướng dẫn", En: "Guided"},
		"submitted_online": {Vi: "Đã nộp qua mạng", En: "Submitted online"},
		"paid_online":      {Vi: "Đã nộp phí qua mạng", En: "Paid online"},
		"vneid":            {Vi: "Đã giúp VNeID", En: "Helped with VNeID"},
		"papers_prepared":  {Vi: "Đã chuẩn bị giấy tờ", En: "Papers prepared"},
		"sent_to_counter":  {Vi: "Mời ra quầy", En: "Sent to the counter"},
		"other":            {Vi: "Việc khác", En: "Something else"},
		"withdrawn":        {Vi: "Người hỏi rút lại", En: "Withdrawn by the asker"},
		EndedSilent:        {Vi: "Đã trả lời, người hỏi không nhắn thêm", En: "Answered, and the asker wrote no more"},
		EndedUnanswered:    {Vi: "Chưa ai trả lời", En: "Nobody answered"},
	}

	ratingNames = map[string]Words{
		"1": {Vi: "Đã giúp được", En: "Helped"},
		"2": {Vi: "Giúp được một phần", En: "Helped in part"},
		"3": {Vi: "Chưa giúp được", En: "Did not help"},
		"0": {Vi: "Không đánh giá", En: "No rating"},
	}

	placeNames = map[string]Words{
		PlaceChat:    {Vi: "Trong trò chuyện", En: "In the chat"},
		PlaceCentre:  {Vi: "Gặp tại trung tâm", En: "In person at the centre"},
		PlaceCounter: {Vi: "Giúp tại quầy, không qua trò chuyện", En: "At the counter, without a chat"},
		PlaceNone:    {Vi: "Người hỏi rút lại", En: "Withdrawn by the asker"},
	}

	notKnown         = Words{Vi: "Không rõ", En: "Not known"}
	aboutNoUnit      = Words{Vi: "Không nói về đơn vị nào", En: "About no office"}
	aboutNoProcedure = Words{Vi: "Không nói về thủ tục nào", En: "About no procedure"}
)

// Outcomes that nobody chose.
const (
	EndedSilent     = "silent"     // closed by the clock after an answer
	EndedUnanswered = "unanswered" // closed by the clock without one
)

// Where a question was closed.
const (
	PlaceChat    = "chat"
	PlaceCentre  = "centre"
	PlaceCounter = "counter"
	PlaceNone    = "none"
)

// hourName gives "8–9 giờ".
func hourName(hour int) Words {
	return Words{Vi: fmt.Sprintf("%d–%d giờ", hour, hour+1), En: fmt.Sprintf("%d:00–%d:00", hour, hour+1)}
}
