package procedure

import "strings"

// office says who receives a procedure: by the agency that carries it out, and by the
// level where that does not tell.
func office(p *Procedure) At {
	agency, level := strings.ToLower(p.Agency), strings.ToLower(p.Level)
	switch {
	case says(agency, "công an cấp xã", "công an xã", "công an phường"):
		return AtPolice
	case says(agency, "phòng quản lý xuất nhập cảnh", "phòng xuất nhập cảnh", "phòng cảnh sát", "công an cấp tỉnh", "công an tỉnh", "công an các tỉnh"):
		return AtProvincePolice
	case says(agency, "văn phòng đăng ký đất đai", "đăng ký đất đai"):
		return AtLand
	case says(agency, "bảo hiểm xã hội"):
		return AtInsurance
	case startsWith(agency, "trường ", "nhà trường", "cơ sở giáo dục", "các trường", "cơ sở đào tạo"):
		return AtSchool
	case startsWith(agency, "sở "), says(agency, "ủy ban nhân dân cấp tỉnh", "ủy ban nhân dân tỉnh"):
		return AtProvince
	case says(agency, "quân sự"):
		return AtOther
	case says(agency, "nhân dân cấp xã", "nhân dân xã", "ubnd xã", "ubnd cấp xã", "cấp xã"):
		return AtCentre
	case ministry(agency):
		return AtOther
	}
	switch level {
	case "cấp xã":
		if says(strings.ToLower(p.Field), "cư trú", "căn cước") {
			return AtPolice
		}
		return AtCentre
	case "cấp tỉnh":
		return AtProvince
	}
	return AtOther
}

// ministry reports an agency above the province, or beside it: what the record then
// says of a level is wrong as often as right.
func ministry(agency string) bool {
	return says(agency, "cục ", "bộ ", "vụ ", "kho bạc", "hải quan", "thuế", "ngân hàng", "tòa án", "thi hành án", "quân ", "cảng vụ", "đại sứ", "cơ quan đại diện", "công an")
}

// online says how far a procedure can be done online, as far as the source does.
func online(p *Procedure) Online {
	level := strings.ToLower(p.OnlineLevel)
	switch {
	case says(level, "toàn trình"), level == "full":
		return OnlineFull
	case says(level, "một phần"), level == "partial":
		return OnlinePartial
	case says(level, "cung cấp thông tin"), level == "none", level == "info":
		return OnlineNone
	}
	return "" // a channel "online" does not say how far
}

// portal says where a procedure is handed in online.
func portal(p *Procedure) Portal {
	field := strings.ToLower(p.Field)
	switch {
	case says(field, "cư trú", "căn cước", "định danh", "xuất nhập cảnh"):
		return VNeID
	case says(field, "hộ kinh doanh"):
		return BusinessPortal
	case says(field, "bảo hiểm xã hội", "bảo hiểm y tế", "chính sách bảo hiểm", "bhxh", "bhyt"), says(strings.ToLower(p.Issuer), "bảo hiểm xã hội"):
		return InsurancePortal
	}
	return NationalPortal
}

// reach says where a procedure may be handed in, where the record says so in one
// sentence of its own about the place, not about a case.
func reach(p *Procedure) Reach {
	for _, h := range p.How {
		for s := range strings.SplitSeq(strings.ToLower(h.Note), ". ") {
			if says(s, "không phụ thuộc nơi cư trú", "không phụ thuộc vào nơi cư trú", "không phụ thuộc địa giới", "không phụ thuộc vào địa giới") {
				if says(s, "trong phạm vi cấp tỉnh", "trong phạm vi tỉnh", "trên địa bàn tỉnh", "trong cùng tỉnh") && !says(s, "trường hợp", "nếu ") {
					return InProvince
				}
				if says(s, "bất kỳ", "toàn quốc", "cả nước") && !says(s, "trường hợp", "nếu ") {
					return InCountry
				}
			}
		}
	}
	return ""
}
