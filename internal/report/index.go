package report

// indices are those of Quyết định 766/QĐ-TTg of 23 June 2022 that dossiers alone tell. The
// formulas are as an implementer's specification gives them, in our words; what they leave
// open is said with each. digital leaves sources out that keep no record of digitising:
// only what reaches a province's system is counted by the national portal.
//
//   - 2.1: (ended in time + still in time) ÷ received or ended in the Period. The end is
//     "completed", else "returned", else stopped, rejected or withdrawn. The time of waiting
//     for the citizen is subtracted; who was asked for papers twice counts as late.
//   - 2.2: handling time ÷ ended, in working days, the wait for the citizen subtracted. The
//     portal counts in each procedure's own unit; here all are working days.
//   - 3.3: received online ÷ received. The portal also asks for an electronic result where
//     one on paper is due: dossiers do not say where it is.
//   - 3.5, 3.6: paid online ÷ received whose fee is known and not 0.
//   - 4.1: with an electronic result ÷ returned. The portal leaves procedures out that give
//     no paper: dossiers do not say which; so this is at most too low.
//   - 4.2: papers digitised and result electronic ÷ returned.
func indices(sum *Tally, digital *Digital, all []Tally) []Index {
	kept := &Tally{}
	keeps := keepers(all)
	for i := range all {
		if keeps[all[i].Source] {
			kept.add(&all[i])
		}
	}
	return []Index{
		{
			ID: "2.1", Share: Share{sum.InTime, sum.Handled, ofHandled},
			Name:  Words{Vi: "Hồ sơ giải quyết trước hạn, đúng hạn", En: "Dossiers handled early or in time"},
			Means: Words{Vi: "số hồ sơ giải quyết xong trong hạn và hồ sơ đang giải quyết còn trong hạn, chia cho số hồ sơ tiếp nhận hoặc giải quyết trong kỳ; trừ thời gian chờ người nộp; yêu cầu bổ sung từ hai lần trở lên tính là quá hạn", En: "ended in time or still in time, of those received or resolved in the period; the wait for the citizen subtracted; asked for papers twice or more counts as late"},
		},
		{
			ID: "2.2", Average: &Average{Days: sum.TimedDays, Dossiers: sum.Timed},
			Name:  Words{Vi: "Thời gian giải quyết trung bình", En: "Average handling time"},
			Means: Words{Vi: "tổng số ngày làm việc giải quyết, trừ thời gian chờ người nộp, chia cho số hồ sơ giải quyết xong có rõ ngày tiếp nhận", En: "working days of handling, the wait for the citizen subtracted, per resolved dossier whose day of receipt is known"},
		},
		{
			ID: "3.3", Full: 50, Share: Share{sum.Online, sum.received(), ofReceived},
			Name:  Words{Vi: "Hồ sơ nộp trực tuyến", En: "Dossiers submitted online"},
			Means: Words{Vi: "số hồ sơ nộp trực tuyến chia cho số hồ sơ tiếp nhận trong kỳ; chưa xét kết quả điện tử", En: "submitted online, of those received in the period; an electronic result is not looked at"},
		},
		{
			ID: "3.5, 3.6", Full: 80, Share: Share{sum.PaidOnline, sum.FeeBearing, ofFees},
			Name:  Words{Vi: "Hồ sơ thanh toán trực tuyến", En: "Dossiers paid online"},
			Means: Words{Vi: "số hồ sơ đã thanh toán trực tuyến chia cho số hồ sơ tiếp nhận có phí, lệ phí khác 0; không tính hồ sơ chưa rõ mức phí", En: "paid online, of the received whose fee is known and not 0"},
		},
		{
			ID: "4.1", Share: digital.All.EResult,
			Name:  Words{Vi: "Cấp kết quả điện tử", En: "Electronic results"},
			Means: Words{Vi: "số hồ sơ có kết quả điện tử chia cho số hồ sơ đã trả kết quả, theo nguồn dữ liệu có ghi nhận số hóa", En: "with an electronic result, of the returned, in sources that keep a record of digitising"},
		},
		{
			ID: "4.2", Full: 80, Share: Share{kept.EResult, kept.Returned, ofReturned},
			Name:  Words{Vi: "Số hóa hồ sơ và kết quả", En: "Papers and result digitised"},
			Means: Words{Vi: "số hồ sơ vừa được số hóa giấy tờ vừa có kết quả điện tử chia cho số hồ sơ đã trả kết quả, theo nguồn dữ liệu có ghi nhận số hóa", En: "papers digitised and result electronic, of the returned, in sources that keep a record of digitising"},
		},
	}
}
