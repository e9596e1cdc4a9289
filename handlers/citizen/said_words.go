package citizen

// What people type, folded and after abbreviations are written out. A new phrase
// goes into the list of its flow; router.go says in which order they are tried.

var lookupWords = append(list(`
	tra cuu, tra giup, xem giup, kiem tra giup, duoc chua, khi nao lay, chung nao lay, bao gio lay, hoi nao lay, khi mo lay
	khi nao co, chung nao co, bao gio co, hoi nao co, khi mo co, khi nao xong, chung nao xong, bao gio xong
	tre roi, sao lau, lau qua, ho so cua, tung buoc, status, =xem`), lookupFirmly...)

// Of the lookup, what hardly stands in a question about a procedure.
var lookupFirmly = list(`
	tra ma, tra ho so, tra cuu ho so, xem ho so, kiem tra ho so, kt ho so, tinh trang ho so, trang thai ho so, theo doi ho so, xem lai ho so
	ho so den dau, ho so toi dau, den dau roi, toi dau roi, o dau roi, den khau nao, toi khau nao, o khau nao
	xong chua, ra chua, co chua, lay duoc chua, co ket qua chua, lay ket qua chua, co giay chua, ket qua ho so, bao lau nua
	tre hen, sao chua co, chua thay, ma ho so, =ho so, thu lai, =tra cuu
	ho so cua toi, ho so cua em, ho so cua minh, ho so cua tui, ho so cua con toi, ho so cua me, ho so cua ba, ho so cua bo, ho so cua vo, ho so cua chong
	ho so cua anh, ho so cua chi, ho so cua co, ho so cua chu, ho so cua bac, ho so cua chau
	look up, lookup, track, my dossier, my application, my file, is it ready`)

var whereWords = list(`
	mat giay hen, mat bien nhan, mat bien lai, mat giay bien nhan, lam mat giay hen
	khong co ma, khong thay ma, khong nho ma, khong biet ma, quen ma, khong con giay hen, khong co giay hen
	ma o dau, ma ho so o dau, ma ho so la gi, ma nam o dau, tim ma, lost my receipt, no code, where is the code`)

var officeWords = list(`
	dia chi, o dau, cho nao, duong di, ban do, gio mo cua, mo cua, gio dong cua, may gio, gio lam viec, gio hanh chinh
	co lam viec khong, co lam khong, co mo khong, lam viec den, lam den, nghi trua, nghi le, ngay nghi
	so dien thoai, duong day nong, hotline, tong dai, goi so nao, so may
	address, opening hours, open today, office hours, phone number, where is the office, when do you open`)

// Of the office, what hardly stands in a question about papers.
// "đóng cửa tiệm", "lao động của" and "mở cửa hàng" are none.
var openingHours = list(`
	gio mo cua, gio dong cua, mo cua khong, dong cua chua, mo cua chua, mo cua luc, dong cua luc, mo cua may gio, dong cua may gio, may gio mo cua
	may gio dong cua, co mo cua, con mo cua, khi nao mo cua, mai mo cua, mo cua den, mo cua toi, mo cua lai, =mo cua, =dong cua
	gio lam viec, gio hanh chinh, lam viec den, nghi trua, nghi le, duong day nong, hotline
	opening hours, open today, office hours, when do you open`)

var humanWords = list(`
	gap nguoi, nguoi that, noi chuyen voi nguoi, gap can bo, gap nhan vien, nhan vien, tu van vien, tong dai vien
	gap ai do, co nguoi khong, co ai khong, co ai truc, nguoi truc, tinh nguyen vien, can nguoi giup, nho nguoi giup, nguoi tu van
	human, real person, to a person, a person, an agent, a staff`)

// What is the assistant's also while a human has the question: these words exactly.
var (
	takeBackWords = list(`
	=rut cau hoi, =rut lai cau hoi, =huy cau hoi, =bo cau hoi, =thoi khong hoi nua, =khong hoi nua, =toi khong hoi nua, =em khong hoi nua
	=thoi em khong hoi nua, =thoi toi khong hoi nua, =withdraw my question, =withdraw question, =cancel my question`)
	stopWords  = list(`=huy, =huy bo, ~dừng, ~dừng lại, =cancel, =stop`)
	farWords   = list(`khong muon nguoi cung khu pho, khong muon hang xom, dung cho hang xom, tranh nguoi cung khu pho, not my neighbours, nobody of my neighbourhood`)
	stateWords = list(`
	=cau hoi cua toi den dau roi, =cau hoi cua em den dau roi, =cau hoi toi dau roi, =cau hoi den dau roi, =cau hoi cua toi toi dau roi
	=cau hoi cua tui toi dau roi, =xem cau hoi, =tinh trang cau hoi, =xem tinh trang cau hoi, =cau hoi cua toi, =my question, =see my question`)
	whenWords = list(`
	bao gio co nguoi, khi nao co nguoi, chung nao co nguoi, bao gio tra loi, khi nao tra loi, chung nao tra loi, bao gio co tra loi
	co ai tra loi, chua ai tra loi, chua thay ai, chua thay tra loi, sao chua tra loi, sao lau tra loi, con bao nhieu nguoi, toi luot, den luot
	van chua co ai, =chua co ai ha, =chua co ai sao, =chua co ai tra loi, =co ai chua
	when will somebody answer, anybody there`)
	mydataWords = list(`
	=du lieu cua toi, =xem du lieu, =du lieu, =du lieu cua em, =du lieu cua tui, =xem du lieu cua toi, =cho xem du lieu cua toi, =luu gi ve toi, =giu gi ve toi
	=my data, =show my data`)
	eraseWords = list(`
	=xoa du lieu, =xoa het du lieu, =xoa du lieu cua toi, =xoa het du lieu cua toi, =xoa tat ca du lieu, =xoa du lieu di, =xoa du lieu giup toi
	=xoa du lieu giup em, =delete my data, =erase my data, =delete everything`)
	eraseLoosely   = list(`xoa du lieu, xoa het du lieu, xoa tat ca du lieu, delete my data, erase my data`)
	menuOnly       = list(`=menu, =danh muc`)
	englishOnly    = list(`=english, =tieng anh, =en`)
	vietnameseOnly = list(`=tieng viet, =vietnamese, =vi`)
)

var withdrawWords = list(`
	huy ho so, rut ho so, rut lai ho so, bo ho so, sua ho so, chinh sua ho so, xoa ho so
	withdraw, cancel my dossier, cancel my application`)

// "đúng" and "dừng" fold alike: only the marks tell that somebody wants to stop.
var cancelWords = list(`
	=huy, =huy bo, =huy di, =thoi, =thoi khong can, =khong can nua, =khong can, =bo qua, =bo di, =thoat
	~dừng, ~dừng lại, ~dừng đi, ~dừng lại đi, =cancel, =stop, =never mind, =quit`)

var englishWords = list(`english, tieng anh, =en`)

var vietnameseWords = list(`tieng viet, vietnamese, =vi`)

var helpWords = list(`
	help, giup gi, giup duoc gi, lam duoc gi, lam gi duoc, tro giup, cach dung, cach su dung, biet lam gi
	=giup, =giup voi, =giup toi, what can you do`)

var whoWords = list(`
	ban la ai, may la ai, day la ai, ai day, la nguoi hay may, la may hay nguoi, nguoi hay may, la may ha, robot, chatbot
	ai van hanh, cua ai, who are you, are you human, are you a robot, who runs`)

var menuWords = list(`menu, danh muc, lua chon, =viec khac, chon viec, options`)

var howtoWords = list(`
	can giay gi, can giay to gi, can gi, can nhung gi, chuan bi gi, giay to gi, thu tuc, le phi, phi, bao nhieu tien, nhieu tien
	lam sao, lam the nao, nhu the nao, mat bao lau, bao lau, muon lam, can lam, dang ky, lam giay, lam lai, cap lai, gia han
	khai sinh, khai tu, ket hon, sao y, cong chung, chung thuc, tam tru, thuong tru, ho khau, can cuoc, ho chieu
	so do, so hong, giay phep, ly lich tu phap, bao hiem
	nhan giup, nhan thay, nguoi khac nhan, nho nguoi, uy quyen
	how do i, how to, how much, fee, documents`)

var thanksWords = list(`cam on, thank, thanks, tks, thank you`)

var byeWords = list(`=tam biet, =bye, =bye bye, =hen gap lai, =chao tam biet, =goodbye`)

var helloWords = list(`
	^chao, ^xin chao, ^hello, ^hi, ^alo, ^a lo, ^hey, ^da chao, ^em chao, ^con chao, ^chau chao, ^bac chao, ^co chao
	=start, =bat dau, ^good morning, ^good afternoon`)

var fineWords = list(`
	=ok, =oke, =okay, =okie, =uh, =u, =um, =vang, =da, =da vang, =vang a, =da a, =duoc, =duoc roi, =da hieu, =hieu roi
	=ok em, =ok anh, =ok chi, =ok ban, =ok con, =ok chau, =ok nha, =ok nhe, =ok em nha, =ok roi, =ok roi em, =oke em, =oke nha
	=da ok, =vang em, =da em, =da chi, =da anh, =duoc roi em, =hieu roi em, =biet roi em, =roi em
	^chuc em, ^chuc anh, ^chuc chi, ^chuc ban, ^chuc con, ^chuc chau, ^chuc co, ^chuc chu, ^chuc moi nguoi, ^have a nice
	=biet roi, =ro roi, =dung, =dung roi, =tot, =yes, =no, =khong, =khong co gi, =roi`)

var angerWords = list(`
	buc minh, buc qua, tuc qua, tuc minh, buc boi, lam an kieu, lam an gi, lam an nhu, vo trach nhiem, vo dung
	hanh dan, hanh nguoi, quan lieu, chan qua, qua te, te hai, that vong, may ngu, do ngu, bot ngu, ngu qua, do dien
	=cut, cut di, dm, dmm, dcm, vcl, vkl, clgt, =dien qua
	stupid, useless, terrible, fuck, shit, idiot`)

// A paper that was lost, never a person who died.
var lostPaperWords = list(`
	mat giay, mat can cuoc, mat cccd, mat cmnd, mat the, mat so, mat bang, mat ho chieu, mat passport, mat ho khau
	mat bien, mat dien thoai, mat vi, mat xe, mat dau, mat tien, mat het, mat thoi gian, mat bao lau, mat may`)

var yesWords = list(`
	=dung, =dung roi, =dung vay, =dung a, =dung do, =da dung, =da dung roi, =da phai, =phai, =phai roi, =vang, =da, =da vang
	=vang a, =vang dung, =co, =ok, =oke, =u, =uh, =chinh xac, =chuan, =chuan roi, =yes, =y, =right, =correct, =yes it is`)

var noWords = list(`
	=khong, =khong phai, =khong dung, =khong phai vay, =sai, =sai roi, =chua, =chua dung, =da khong, =da khong phai
	=no, =n, =wrong, =nope`)
