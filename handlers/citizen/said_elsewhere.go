package citizen

import "strings"

// What people type of things that are no procedure: what happened to them, and what
// others than the ward do. Folded, as in said_words.go.

// A person who died: "ba tui mới mất", "mẹ vừa mất".
var griefWords = append(list(`
	nguoi than moi mat, nguoi nha moi mat, nha moi co nguoi mat, nha co nguoi mat, nha co tang, dam tang
	moi qua doi, vua qua doi, da qua doi, qua doi roi, tu tran, passed away, just died, da khuat, vua khuat, moi khuat`), relativesWhoDied()...)

// relativesWhoDied are a relative and that it happened lately. "Mất rồi" alone may be
// years ago, and "chú", "con", "em" also name who writes and has lost a purse.
func relativesWhoDied() phrases {
	near := strings.Split("ba, ma, me, bo, cha, tia, ong, ong noi, ong ngoai, ba noi, ba ngoai, chong, vo, con trai, con gai", ", ")
	far := strings.Split("bac, chu, co, di, cau, mo, duong, con, chau, em trai, em gai, anh trai, chi gai", ", ")
	out := died(near, []string{"", " toi", " tui", " em", " minh", " con", " chau", " chi", " anh"}, " moi mat", " vua mat")
	out = append(out, died(near, []string{"", " toi", " tui", " em"}, " mat hom qua", " mat hom nay", " mat sang nay", " mat toi qua")...)
	return append(out, died(far, []string{" toi", " tui", " minh"}, " moi mat", " vua mat")...)
}

func died(whom, whose []string, when ...string) phrases {
	var out phrases
	for _, a := range whom {
		for _, b := range whose {
			for _, c := range when {
				out = append(out, phrase(a+b+c))
			}
		}
	}
	return out
}

var scamWords = list(`
	xung cong an, xung la cong an, xung can bo, xung la can bo, tu xung, gia danh, gia mao, lua dao
	doc otp, doc ma otp, gui otp, gui ma otp, dua otp, ma otp, xin mat khau, hoi mat khau
	bat cai, yeu cau cai, keu cai, bao cai, cai app la, cai ung dung la
	bat chuyen tien, yeu cau chuyen tien, keu chuyen tien, doi chuyen tien, bao chuyen tien, bat chuyen khoan
	yeu cau chuyen khoan, keu chuyen khoan, bao chuyen khoan, scam, fraud
	bi lua tien, bi lua mat, lua mat tien, bi lua chuyen, xung la, tu nhan la, noi la cong an, la cong an goi, cong an goi dien, cong an goi toi, cong an goi bao, nguoi la goi, so la goi, link la, bam link, bam vao link, chuyen tien vao tai khoan
	pretends to be, pretending to be, says he is police, says they are police, asks for my otp, asked for my otp, asks me to transfer`)

// Of a swindle: the money is gone, or a code was told.
var swindledWords = list(`
	da chuyen tien, da chuyen khoan, lo chuyen, chuyen tien roi, chuyen khoan roi, da chuyen roi, mat tien roi, bi mat tien, bi lua mat, bi lua roi, mat het tien
	da doc ma, da doc otp, lo doc, da cai roi, lo cai, already sent, already transferred, i sent the money, i sent money, money is gone`)

var complaintWords = list(`phan anh, kien nghi, khieu nai, to cao, gop y, complaint, complain`)

// Hard words about an office, without the word "phản ánh".
var slowOrRude = list(`
	thai do phuc vu, thai do nhan vien, thai do can bo, thai do cua can bo, can bo thai do, nhan vien thai do, hach dich, nhung nhieu, voi vinh tien, doi lot tay, doi tien bo tieu
	gay kho de, lam kho de, lam kho dan, phuc vu kem, can bo noi nang, rude staff`)

var funeralWords = list(`mai tang, chon cat, ma chay, funeral`)

var ofPolice = list(`khieu nai cong an, khieu nai ve cong an, cong an xa, cong an phuong, cong an xu phat, csgt, canh sat`)

// Somebody else fetches a result.
var behalfWords = list(`
	nhan ket qua giup, nhan ket qua thay, nhan ket qua ho, lay ket qua giup, lay ket qua thay, lay ket qua ho, nhan giup ket qua, nhan thay ket qua, lay giup ket qua, lay thay ket qua
	nhan ho so giup, nhan ho so thay, lay ho so giup, lay ho so thay, nhan giay giup, nhan giay thay, lay giay giup, lay giay thay, nhan giup giay, lay giup giay, nhan giup ho so, lay giup ho so
	nhan giup, lay giup, di lay thay, di nhan thay, nguoi khac nhan, nguoi khac lay, nguoi khac di nhan, nguoi khac di lay, nguoi nha nhan, nguoi nha lay, nguoi nha di nhan, nguoi nha di lay
	nho nguoi nhan, nho nguoi lay, nho nguoi di nhan, nho nguoi di lay, nho nguoi khac, uy quyen nhan ket qua, uy quyen lay ket qua, uy quyen nguoi khac nhan, uy quyen cho nguoi khac
	pick it up for, pick up for, collect it for, collect the result for, collect on behalf, somebody else collect, someone else collect, someone else pick`)

var notBehalf = list(`
	luong, tro cap, tien, con nuoi, cong chung, chung thuc, chung cho, mai tang, bao hiem, nop giup, dung ten, mua ban, chung nhan giup, xac nhan giup, cong nhan giup, nhan giup con, nhan giup em`)

// A landlord who says no: who, what he does, and to what.
var (
	landlordWords = list(`chu tro, chu nha, chu phong, chu nha tro, chu day tro, chu cho thue, nguoi cho thue, ben cho thue, landlord, landlady`)
	refusesWords  = list(`
	khong cho, khong chiu, khong dong y, khong ky, khong dang ky, khong lam, lam kho, tu choi, cam, ne, khong muon, khong giup, khong xac nhan, chua chiu, won t, will not, refuses, does not want, doesn t`)
	ofTamTru = list(`tam tru, kt3, dang ky, dk, dktt, khai bao, temporary residence, register`)
)

var foodWords = list(`
	an toan thuc pham, ve sinh thuc pham, giay an toan, giay ve sinh, attp, vsattp, atvstp, atttp, ve sinh attp, food safety, food hygiene`)

var notFood = list(`
	nhap khau, xuat khau, nong san, nong lam, thuy san, cong ty, san xuat, nha may, kiem tra nha nuoc, gmp, xuong, vua, cap lai, chung thu, lo hang, an toan lao dong, an toan giao thong, quang cao`)

// pointer is a matter of somebody else: what is said, its words, what makes it another
// question after all, and where the answer leads on.
type pointer struct {
	text    string
	words   phrases
	not     phrases
	choices []lead
}

// lead is a choice and what it leads to.
type lead struct{ label, press string }

// pointers are tried in this order.
var pointers = []pointer{
	{"elsewhere.crime.text", list(`
	to giac, toi pham, bi trom, mat trom, trom vao nha, ke trom, trom cap, bi cuop, bi giat, giat do, cuop giat, danh nhau, bi danh, bi hanh hung, bi doa giet, doa danh, danh bac, bi bao hanh, bi chong danh
	mat xe may, mat xe, report a crime, stolen, robbed, i was attacked`), list(`
	giay, bang lai, cap lai, lam lai, dang ky, bien so, ly lich, can cuoc, cccd, ho chieu, passport, the, vo toi, khong pham toi, phieu`),
		nil},
	{"elsewhere.divorce.text", list(`
	ly hon, li hon, ly di, li di, ly than, chia tay vo, chia tay chong, divorce`), list(`
	ghi chu, ghi vao so, ghi so, so ho tich, doc than, tinh trang hon nhan, xac nhan, trich luc, ho khau, tach ho, tach khau, ly hon roi, ly hon xong, da ly hon, li hon roi, da li hon, li di roi, sau khi ly hon
	ket hon lai, tai hon, dang ky ket hon, khai sinh, can cuoc, cccd, sang ten, nuoc ngoai, thuong tru, tam tru, ban sao, trich sao, ban an, quyet dinh ly hon, nhan con, giam ho, note of divorce, certificate, abroad`),
		[]lead{{"elsewhere.divorce.court", "proc:3.000163"}, {"elsewhere.divorce.aid", "proc:2.000829"}}},
	{"elsewhere.suit.text", list(`
	kien ra toa, khoi kien, don kien, nop don kien, di kien, kien doi no, doi no, kien tung, ra toa, tranh quyen nuoi con, chia tai san vo chong, sue somebody, sue someone, lawsuit`), list(`
	thi hanh an, dat, ranh, hoa giai, toa xu, bi toa, hanh chinh, cong an, tro giup phap ly, luat su, boi thuong nha nuoc`),
		[]lead{{"elsewhere.divorce.court", "proc:3.000163"}, {"elsewhere.divorce.aid", "proc:2.000829"}}},
	{"elsewhere.inspection.text", list(`
	dang kiem, kiem dinh xe, kham xe, tem dang kiem, vehicle inspection, registry inspection`), list(`
	dang kiem vien, trung tam dang kiem moi, thanh lap, cap phep, giay phep, phuong tien thuy, tau, nhap khau, may chuyen dung, cai tao, dau kiem, thuyen, linh kien, san xuat, lap rap`),
		[]lead{{"elsewhere.inspection.car", "proc:1.005103"}, {"elsewhere.inspection.motorbike", "proc:1.013101"}, {"elsewhere.inspection.registration", "which:xe"}}},
	{"elsewhere.loan.text", list(`
	vay von, vay tien, vay ngan hang, muon vay, can vay, lai suat vay, goi vay, vay uu dai, vay online, vay nong, vay tin chap, vay tra gop, borrow money, a loan, bank loan`), list(`
	doc than, hon nhan, the chap, nha o xa hoi, xac nhan, cong chung, chung thuc, giai chap, hop tac xa, doanh nghiep, du an, nuoc ngoai, bao lanh, ngan sach, quy, sao y, dau tu`),
		[]lead{{"elsewhere.loan.poor", "which:ho-ngheo"}, {"elsewhere.loan.home", "proc:1.014632"}}},
	{"elsewhere.job.text", list(`
	tim viec, kiem viec, xin viec, tim cong viec, tuyen dung, tuyen nhan vien, viec lam them, gioi thieu viec lam, can viec lam, find a job, find work, looking for a job, looking for work, job vacancy, job vacancies`), list(`
	ly lich, li lich, xac nhan, suc khoe, that nghiep, bhtn, nuoc ngoai, lao dong, xkld, noi quy, cong chuc, vien chuc, sao y, cong chung, chung thuc, bang, ho so xin viec, thong bao tim, giay phep, doanh nghiep, trung tam
	giay to xin viec, don xin viec, lam ho so, hang thang, khai bao`),
		[]lead{{"elsewhere.job.advice", "proc:1.014746"}, {"elsewhere.job.unemployed", "proc:1.014748"}, {"elsewhere.job.record", "proc:2.000884"}}},
	{"elsewhere.tax.text", list(`
	thue thu nhap ca nhan, thue tncn, tncn, dong thue thu nhap, tinh thue thu nhap, quyet toan thue, hoan thue, personal income tax, income tax, tax refund`), list(`
	so do, so hong, nha dat, dat, sang ten, chuyen nhuong, thua ke, ban nha, mua nha, cho nha, tang cho, phu thuoc, giam tru, gia canh, mst, ma so, cho thue, ho kinh doanh, hkd, kinh doanh, doanh nghiep, cong ty, gtgt, gia tri gia tang
	xuat khau, dau khi, nha thau, to chuc, mien thue, hoa don, giai the, dai ly, chung khoan, trung thuong, co tuc, khau tru, xo so`),
		[]lead{{"elsewhere.tax.salary", "proc:2.002233"}, {"elsewhere.tax.code", "proc:1.008498"}}},
	{"elsewhere.record.text", list(`
	benh an, medical record, medical records, hospital record`), list(`giam dinh, ho so benh an giam dinh`),
		[]lead{{"elsewhere.record.summary", "proc:1.014128"}, {"elsewhere.record.costs", "proc:1.001656"}}},
	{"elsewhere.book.text", list(`
	=so ho khau, =shk, =so hk, so ho khau giay, lam so ho khau, cap so ho khau, xin so ho khau, cap lai so ho khau, lam lai so ho khau, mat so ho khau, doi so ho khau, so ho khau moi, so ho khau bi, rach so ho khau
	so ho khau cu, con so ho khau, so ho khau con, bo so ho khau, thu so ho khau, thu hoi so ho khau, lam shk, mat shk, cap lai shk, doi shk, shk giay, household book, ho khau book, paper household`), list(`
	xac nhan, nhap, tach, chuyen, xoa, cat, them ten, trich luc, khai sinh, ket hon, khai tu, tam tru, can cuoc, cccd, ho chieu, so do, vay, hoc, con nuoi, thua ke`),
		[]lead{{"elsewhere.book.proof", "proc:1.010041"}, {"elsewhere.book.move", "proc:1.004222"}, {"elsewhere.book.part", "proc:1.010038"}}},
	{"elsewhere.visa.text", list(`
	visa di, visa my, visa nhat, visa han, visa uc, visa chau au, visa du hoc, visa phap, visa duc, visa canada, thi thuc di, thi thuc my, thi thuc nhat, thi thuc han`), list(`
	viet nam, vn, nguoi nuoc ngoai, gia han visa, dien tu`),
		[]lead{{"elsewhere.visa.passport", "which:ho-chieu"}}},
	{chatText, list(`
	xo so, ve so, so de, danh de, gia vang, ty gia, do la hom nay, gia xang, thoi tiet, troi co mua, troi mua, du bao bao, bong da, da banh, ty so tran, da may gio, world cup, nau an, nau pho, cong thuc nau, mon gi ngon, quan an ngon, quan nao ngon
	xem boi, boi bai, tu vi, cung hoang dao, nguoi yeu, crush, tinh duyen, ke chuyen cuoi, ke chuyen vui, hat mot bai, lam tho, giai toan, giai bai tap, bai toan, phuong trinh, dich sang tieng anh, giam can, facebook, tiktok, wifi, chung khoan hom nay, bitcoin, tien ao
	dat ve, ve tau, ve xe, ve may bay, dat phong khach san, taxi, grab, lottery, gold price, weather, football, tell me a joke, recipe, horoscope`), list(`
	bao hiem that nghiep, giay phep, kinh doanh, quay phim, to chuc, dai ly, khai thue, dang ky, thue, cap phep, mo quan, luu tru, ho kinh doanh, phu hieu, bang lai, nghe, khai bao, hop dong, co so, du an, chung chi
	ho so, dich vu, cau lac bo, giay chung nhan, thu tuc, quang cao`),
		nil},
}
