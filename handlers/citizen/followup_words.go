package citizen

import "strings"

// aspects are what people ask of a procedure without naming it; the first that fits is
// meant. Longer phrases stand before those that are in them.
var aspects = []struct {
	verb  string
	words phrases
}{
	{verbTime, list(`bao nhieu ngay, bao nhieu hom, bao nhieu tuan, bao nhieu thang, bao nhieu lau, het may ngay, mat may ngay`)},
	{verbOnline, list(`
	lam o nha, ngoi nha, tai nha, nop online, lam online, dang ky online, online, onl, qua mang, tren mang, truc tuyen, qua vneid, tren vneid, vneid
	khong can den, khong can di, over the internet`)},
	{verbFees, list(`
	bao nhieu tien, nhieu tien, may tien, het nhieu, het bao nhieu, ton bao nhieu, dong bao nhieu, bao nhieu phi, muc phi
	le phi, phi, mien phi, co mat tien, mat tien, co ton tien, ton tien, dong tien, tien, gia ca, gia bao nhieu, gia sao, bao nhieu, how much, fees, fee, cost`)},
	{verbTime, list(`
	bao lau, may ngay, may hom, may tuan, may thang, nhieu ngay, mau ngay, khi nao co, khi nao xong, khi nao lay, bao gio co, bao gio xong, chung nao co
	chung nao xong, hoi nao co, ngay nao co, thoi gian, thoi han, co nhanh khong, lau khong, lau ko, how long, when`)},
	{verbPapers, list(`
	can nhung gi, can giay to gi, can giay gi, can nhung giay to gi, can nhung giay gi, can gi, giay to gi, giay gi, nhung gi, ho so gom, ho so gi, gom gi
	gom nhung gi, mang theo gi, mang gi, dem theo gi, dem gi, chuan bi gi, can cong chung, phai cong chung, co cong chung, cong chung khong, can sao y
	ban chinh, ban goc, ban sao, ban photo, photo, thanh phan ho so, giay to, can chi, what papers, what documents, which papers, documents, papers, what do i need`)},
	{verbSpot, list(`
	nop o dau, nop cho nao, lam o dau, dang ky o dau, den dau, di dau, o dau, o mo, cho nao, noi nop, noi nao, o phuong nao, phuong nao, where`)},
	{verbWho, list(`
	ai lam, ai giai quyet, ai ky, ai cap, ai nhan, ai quyet dinh, ai duyet, co quan nao, cap nao, who does, who decides, who`)},
	{verbMore, list(`
	cac buoc, tung buoc, may buoc, trinh tu, quy trinh, lam sao, lam the nao, nhu the nao, the nao, lam nhu nao, mau don, bieu mau, to khai, mau nao
	can cu phap ly, luat nao, steps, forms`)},
}

// aroundAnswers are words before or behind a short answer.
var aroundAnswers = wordSet(`da vang a ah ak em toi tui con chau thi la nhe nha truong hop yes i m just the a`)

// fillers are words that name no procedure.
var fillers = wordSet(`a ah ak ad add admin anh chi co chu bac em minh toi tui con chau ong ba ban bot tro ly da u um oi vay vi va thi la ma the nay do kia ay
cai viec giay huong dan cach thu tuc ho so lam nop di den can phai duoc dc khong k ko hong hok hem co chua roi r nua them voi nhe nha nhi ha hen hong luon het mat bao nhieu
cho hoi xin biet muon vui long giup gium giai quyet ket qua xong lay nhan tra ngay gi nao sao khi may moi thoi tong cong tat ca ra nhu qua bang o tai trong ben hay
is it does do i the a to for of and what about how can be done please thanks get`)

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}

// ordinals are how people choose from a list in words; the last is the last.
var ordinals = []phrases{
	list(`cai dau, cai dau tien, cai thu nhat, cai so 1, cai 1, cai so mot, cai mot, viec dau, viec dau tien, viec thu nhat, dau tien, so mot, the first, first one`),
	list(`cai thu hai, cai thu 2, cai so 2, cai 2, cai so hai, cai hai, viec thu hai, viec thu 2, viec 2, so hai, thu hai a, the second, second one`),
	list(`cai thu ba, cai thu 3, cai so 3, cai 3, cai so ba, viec thu ba, viec thu 3, viec 3, the third, third one`),
	list(`cai thu tu, cai thu 4, cai so 4, cai 4, cai so bon, viec thu tu, viec thu 4, viec 4, the fourth, fourth one`),
	list(`cai cuoi, cai cuoi cung, cai sau cung, viec cuoi, viec cuoi cung, cai chot, the last, last one`),
}

// denials stand before a comma and what was meant instead.
var denials = list(`
	=khong phai, =khong phai vay, =khong phai the, =khong phai cai do, =khong phai cai nay, =khong phai viec do, =khong, =da khong, =da khong phai
	=sai roi, =khong dung, =nham roi, =nham, =hieu sai roi, =no, =not that`)

// corrections begin a text that says what was meant instead, the longest first.
var corrections = leads(`
khong phai cai do y em la, khong phai cai nay y em la, khong phai y em la, khong phai y toi la, khong phai y minh la, khong phai ma la
y em la, y toi la, y minh la, y tui la, y chi la, y anh la, y co la, y chau la, y con la, y bac la, y la, y em muon hoi la, y em muon hoi, y toi muon hoi
y em hoi, em hoi la, toi hoi la, minh hoi la, em muon hoi la, no i mean, no i meant, i mean, i meant`)

var anotherEnds = leads(`thi sao vay, thi sao a, thi sao, thi the nao, thi nhu the nao, thi, sao, a, vay, ha, nhi, em, the nao`)

func leads(text string) [][]string {
	var out [][]string
	for p := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '\n' }) {
		if all := strings.Fields(p); len(all) > 0 {
			out = append(out, all)
		}
	}
	return out
}
