package doctor

// both is a sentence in both languages.
type both struct{ en, vi sentence }

// sentences is all that is said. A next without a command says what to change; settings stand
// in /etc/motcua/env or deployments/.env.
var sentences = map[string]both{
	"group.settings": {en: sentence{text: "Settings"}, vi: sentence{text: "Cài đặt"}},
	"group.postgres": {en: sentence{text: "PostgreSQL"}, vi: sentence{text: "PostgreSQL"}},
	"group.redis":    {en: sentence{text: "Redis"}, vi: sentence{text: "Redis"}},
	"group.telegram": {en: sentence{text: "Telegram"}, vi: sentence{text: "Telegram"}},
	"group.mail":     {en: sentence{text: "Mail"}, vi: sentence{text: "Thư điện tử"}},
	"group.data":     {en: sentence{text: "Data"}, vi: sentence{text: "Dữ liệu"}},
	"group.sources":  {en: sentence{text: "Sources"}, vi: sentence{text: "Nguồn dữ liệu"}},
	"group.calendar": {en: sentence{text: "Calendar"}, vi: sentence{text: "Lịch nghỉ"}},
	"group.backup":   {en: sentence{text: "Backup"}, vi: sentence{text: "Sao lưu"}},
	"group.team":     {en: sentence{text: "Team"}, vi: sentence{text: "Người trực"}},
	"group.work":     {en: sentence{text: "Work waiting"}, vi: sentence{text: "Việc đang chờ"}},

	"settings.well": {
		en: sentence{"Set as they should be; citizens open {url}.", ""},
		vi: sentence{"Đã cài đặt đủ; người dân mở {url}.", ""},
	},
	"settings.wrong": {
		en: sentence{"serve would refuse this: {why}", "motcua serve --help lists every setting; mend it and start serve again"},
		vi: sentence{"serve sẽ không chạy với cài đặt này: {why}", "motcua serve --help ghi rõ từng cài đặt; sửa rồi chạy lại serve"},
	},
	"settings.operator": {
		en: sentence{"OPERATOR_NAME is unset: the greeting cannot say who runs the assistant.", "OPERATOR_NAME=\"Tổ công nghệ số cộng đồng phường ...\""},
		vi: sentence{"Chưa đặt OPERATOR_NAME: lời chào không nói được ai vận hành trợ lý.", "OPERATOR_NAME=\"Tổ công nghệ số cộng đồng phường ...\""},
	},
	"settings.hotline": {
		en: sentence{"HOTLINE is unset: citizens are told the phone of the only centre, else 1022.", "HOTLINE=\"0274 ...\""},
		vi: sentence{"Chưa đặt HOTLINE: người dân được chỉ số của trung tâm duy nhất, hoặc 1022.", "HOTLINE=\"0274 ...\""},
	},
	"settings.no-url": {
		en: sentence{"PUBLIC_URL is unset: links lead to this machine only, and cookies are not Secure.", "PUBLIC_URL=https://hoso.example.gov.vn"},
		vi: sentence{"Chưa đặt PUBLIC_URL: đường dẫn chỉ mở được trên máy này, cookie không có Secure.", "PUBLIC_URL=https://hoso.example.gov.vn"},
	},
	"settings.http": {
		en: sentence{"PUBLIC_URL is http: what citizens write to {host} can be read on the way.", "PUBLIC_URL=https://{host}, behind a proxy with TLS (docs/operations.md)"},
		vi: sentence{"PUBLIC_URL là http: những gì người dân gửi đến {host} có thể bị đọc trên đường.", "PUBLIC_URL=https://{host}, đứng sau proxy có TLS (docs/operations.md)"},
	},
	"settings.no-proxies": {
		en: sentence{"TRUSTED_PROXIES is empty though PUBLIC_URL is https: behind the proxy all citizens count as one network and are soon put off.", "TRUSTED_PROXIES=127.0.0.1/32 where the proxy runs on this machine"},
		vi: sentence{"TRUSTED_PROXIES trống mà PUBLIC_URL là https: sau proxy, mọi người dân bị tính là một mạng và sớm bị chặn.", "TRUSTED_PROXIES=127.0.0.1/32 nếu proxy chạy trên máy này"},
	},
	"settings.all-proxies": {
		en: sentence{"TRUSTED_PROXIES has {net}: anybody can say which network they come from, and limits do not hold.", "TRUSTED_PROXIES=127.0.0.1/32: the proxy's own address alone"},
		vi: sentence{"TRUSTED_PROXIES có {net}: ai cũng tự khai được mình từ mạng nào, giới hạn tra cứu mất tác dụng.", "TRUSTED_PROXIES=127.0.0.1/32: chỉ địa chỉ của proxy"},
	},
	"settings.quiet": {
		en: sentence{"QUIET_HOURS is off: who follows a dossier is told at night and on days off too.", "QUIET_HOURS=on"},
		vi: sentence{"QUIET_HOURS đang tắt: người theo dõi hồ sơ bị báo tin cả ban đêm và ngày nghỉ.", "QUIET_HOURS=on"},
	},
	"settings.limits": {
		en: sentence{"LOOKUP_LIMITS is off: codes can be guessed.", "LOOKUP_LIMITS=30/10m,5/1h"},
		vi: sentence{"LOOKUP_LIMITS đang tắt: có thể dò mã hồ sơ.", "LOOKUP_LIMITS=30/10m,5/1h"},
	},
	"settings.old-key": {
		en: sentence{"SECRET_KEY_OLD is still set.", "when every source was imported again, take it away (docs/import.md, \"Phones, and a new secret key\")"},
		vi: sentence{"SECRET_KEY_OLD vẫn còn.", "khi đã nạp lại mọi nguồn thì bỏ đi (docs/import.md, \"Phones, and a new secret key\")"},
	},

	"key.err": {
		en: sentence{"The secret key cannot be read: {why}", "ls -l {file}: it must belong to the user of serve"},
		vi: sentence{"Không đọc được khóa bí mật: {why}", "ls -l {file}: tệp phải thuộc tài khoản chạy serve"},
	},
	"key.lost": {
		en: sentence{"There are dossiers but no secret key in {file}: phones on file are not recognised.", "put its copy back before serve makes a new one (docs/import.md, \"Phones, and a new secret key\")"},
		vi: sentence{"Có hồ sơ nhưng không có khóa bí mật trong {file}: không nhận ra số điện thoại đã lưu.", "chép bản giữ riêng về trước khi serve tạo khóa mới (docs/import.md, \"Phones, and a new secret key\")"},
	},
	"key.short": {
		en: sentence{"The secret key in {file} is cut short.", "put its copy back, or remove the file and import every source again"},
		vi: sentence{"Khóa bí mật trong {file} bị cụt.", "chép bản giữ riêng về, hoặc xóa tệp rồi nạp lại mọi nguồn"},
	},
	"key.open": {
		en: sentence{"Others may read the secret key {file} (mode {mode}).", "chmod 600 {file}"},
		vi: sentence{"Người khác đọc được khóa bí mật {file} (quyền {mode}).", "chmod 600 {file}"},
	},
	"key.foreign": {
		en: sentence{"The secret key {file} belongs to another user.", "chown --reference={dir} {file}"},
		vi: sentence{"Khóa bí mật {file} thuộc tài khoản khác.", "chown --reference={dir} {file}"},
	},

	"folder.well": {
		en: sentence{"DATA_DIR {dir}: {free} free.", ""},
		vi: sentence{"DATA_DIR {dir}: còn trống {free}.", ""},
	},
	"folder.missing": {
		en: sentence{"DATA_DIR {dir} is made at the first start.", ""},
		vi: sentence{"DATA_DIR {dir} sẽ được tạo khi chạy lần đầu.", ""},
	},
	"folder.err": {
		en: sentence{"DATA_DIR {dir} cannot be used: {why}", "give it to the user of serve (chown), or set DATA_DIR to a folder that motcua may write"},
		vi: sentence{"Không dùng được DATA_DIR {dir}: {why}", "giao thư mục cho tài khoản chạy serve (chown), hoặc đặt DATA_DIR vào nơi motcua ghi được"},
	},
	"folder.open": {
		en: sentence{"Anybody on this machine may write into DATA_DIR {dir} (mode {mode}).", "chmod 0711 {dir}"},
		vi: sentence{"Ai trên máy này cũng ghi được vào DATA_DIR {dir} (quyền {mode}).", "chmod 0711 {dir}"},
	},
	"folder.group": {
		en: sentence{"A whole group may write into DATA_DIR {dir} (mode {mode}).", "chmod 0711 {dir}"},
		vi: sentence{"Cả một nhóm ghi được vào DATA_DIR {dir} (quyền {mode}).", "chmod 0711 {dir}"},
	},
	"folder.full": {
		en: sentence{"Only {free} are free under DATA_DIR {dir}.", "du -xh -d 2 {dir}; then motcua backup --keep 7, or a larger disk"},
		vi: sentence{"DATA_DIR {dir} chỉ còn trống {free}.", "du -xh -d 2 {dir}; rồi motcua backup --keep 7, hoặc thêm đĩa"},
	},
	"folder.narrow": {
		en: sentence{"{free} are free under DATA_DIR {dir}; the database has {size}, and a backup needs room for another.", "motcua backup --keep 7 removes old ones"},
		vi: sentence{"DATA_DIR {dir} còn trống {free}; cơ sở dữ liệu chiếm {size}, mỗi lần sao lưu cần thêm chừng ấy.", "motcua backup --keep 7 bỏ bớt bản cũ"},
	},

	"postgres.well": {
		en: sentence{"{version}; the database has {size}, {left} of {most} connections are free.", ""},
		vi: sentence{"{version}; cơ sở dữ liệu {size}, còn {left} trên {most} kết nối.", ""},
	},
	"postgres.unborn": {
		en: sentence{"The private database is not there yet.", "motcua serve makes it"},
		vi: sentence{"Chưa có cơ sở dữ liệu riêng.", "motcua serve sẽ tạo"},
	},
	"postgres.away": {
		en: sentence{"Not reached: {why}", "systemctl status postgresql; if it runs, DATABASE_URL names another place or account"},
		vi: sentence{"Không kết nối được: {why}", "systemctl status postgresql; nếu đang chạy thì DATABASE_URL ghi sai nơi hoặc sai tài khoản"},
	},
	"postgres.private-away": {
		en: sentence{"The private PostgreSQL does not run: {why}", "tail {log}"},
		vi: sentence{"PostgreSQL riêng không chạy được: {why}", "tail {log}"},
	},
	"postgres.old": {
		en: sentence{"Version {version} is too old.", "upgrade to PostgreSQL {want} or newer (pg_upgradecluster on Debian), after a motcua backup"},
		vi: sentence{"Phiên bản {version} quá cũ.", "motcua backup, rồi nâng lên PostgreSQL {want} trở lên (trên Debian: pg_upgradecluster)"},
	},
	"postgres.unsafe": {
		en: sentence{"{name} is off: what was stored may be lost, or damaged, when the machine fails.", "runuser -u postgres -- psql -c 'ALTER SYSTEM SET {name} = on' -c 'SELECT pg_reload_conf()'"},
		vi: sentence{"{name} đang tắt: máy hỏng đột ngột thì dữ liệu đã lưu có thể mất hoặc hư.", "runuser -u postgres -- psql -c 'ALTER SYSTEM SET {name} = on' -c 'SELECT pg_reload_conf()'"},
	},
	"postgres.no-room": {
		en: sentence{"{left} of {most} connections are left: others are refused soon.", "runuser -u postgres -- psql -c 'ALTER SYSTEM SET max_connections = {double}' && systemctl restart postgresql"},
		vi: sentence{"Chỉ còn {left} trên {most} kết nối: sắp từ chối kết nối mới.", "runuser -u postgres -- psql -c 'ALTER SYSTEM SET max_connections = {double}' && systemctl restart postgresql"},
	},
	"postgres.little-room": {
		en: sentence{"{left} of {most} connections are left; one serve takes up to {pool}.", "runuser -u postgres -- psql -c 'SELECT datname, numbackends FROM pg_stat_database' shows who has them"},
		vi: sentence{"Còn {left} trên {most} kết nối; một serve dùng đến {pool}.", "runuser -u postgres -- psql -c 'SELECT datname, numbackends FROM pg_stat_database' cho biết ai đang dùng"},
	},
	"postgres.clock": {
		en: sentence{"Its clock and this machine's are {off} apart.", "timedatectl set-ntp true, on both machines"},
		vi: sentence{"Đồng hồ của nó và của máy này lệch nhau {off}.", "timedatectl set-ntp true, trên cả hai máy"},
	},
	"schema.newer": {
		en: sentence{"The database has schema {have}, this motcua knows only {want}.", "run the newer motcua"},
		vi: sentence{"Cơ sở dữ liệu có cấu trúc {have}, motcua này chỉ biết đến {want}.", "chạy bản motcua mới hơn"},
	},
	"schema.older": {
		en: sentence{"The database has schema {have}, this motcua needs {want}.", "motcua migrate"},
		vi: sentence{"Cơ sở dữ liệu có cấu trúc {have}, motcua này cần {want}.", "motcua migrate"},
	},
	"schema.empty": {
		en: sentence{"The database is empty.", "motcua migrate"},
		vi: sentence{"Cơ sở dữ liệu còn trống.", "motcua migrate"},
	},

	"redis.private": {
		en: sentence{"Private, under DATA_DIR; it runs while serve does.", ""},
		vi: sentence{"Redis riêng trong DATA_DIR; chạy cùng serve.", ""},
	},
	"redis.inside": {
		en: sentence{"There is no redis-server here: conversations start over when serve does.", "apt-get install redis-server"},
		vi: sentence{"Máy không có redis-server: mỗi lần chạy lại serve, các cuộc trò chuyện bắt đầu lại.", "apt-get install redis-server"},
	},
	"redis.well": {
		en: sentence{"{version}, answers in {took}.", ""},
		vi: sentence{"{version}, trả lời trong {took}.", ""},
	},
	"redis.away": {
		en: sentence{"Not reached: {why}", "systemctl status redis-server; if it runs, REDIS_URL names another place or password"},
		vi: sentence{"Không kết nối được: {why}", "systemctl status redis-server; nếu đang chạy thì REDIS_URL ghi sai nơi hoặc sai mật khẩu"},
	},
	"redis.old": {
		en: sentence{"Version {version} is too old.", "upgrade to Redis 7.0 or newer"},
		vi: sentence{"Phiên bản {version} quá cũ.", "nâng lên Redis 7.0 trở lên"},
	},
	"redis.policy": {
		en: sentence{"When its memory is full it throws conversations out (maxmemory-policy {policy}).", "redis-cli config set maxmemory-policy noeviction, and the same in redis.conf"},
		vi: sentence{"Khi đầy bộ nhớ, nó bỏ bớt các cuộc trò chuyện (maxmemory-policy {policy}).", "redis-cli config set maxmemory-policy noeviction, và ghi như vậy trong redis.conf"},
	},
	"redis.forgets": {
		en: sentence{"It keeps nothing over a restart: conversations start over then.", "redis-cli config set appendonly yes, and the same in redis.conf"},
		vi: sentence{"Chạy lại là quên: các cuộc trò chuyện bắt đầu lại.", "redis-cli config set appendonly yes, và ghi như vậy trong redis.conf"},
	},
	"redis.slow": {
		en: sentence{"It takes {took} for an answer; each message asks it five times.", "redis-cli --latency, on this machine and on its own"},
		vi: sentence{"Mỗi lần hỏi mất {took}; mỗi tin nhắn hỏi năm lần.", "redis-cli --latency, trên máy này và trên máy của Redis"},
	},

	"telegram.off": {
		en: sentence{"Not used: TELEGRAM_BOT_TOKEN is unset.", ""},
		vi: sentence{"Không dùng: chưa đặt TELEGRAM_BOT_TOKEN.", ""},
	},
	"telegram.poll": {
		en: sentence{"@{name}, by long poll.", ""},
		vi: sentence{"@{name}, tự hỏi tin (long poll).", ""},
	},
	"telegram.webhook": {
		en: sentence{"@{name}, by webhook.", ""},
		vi: sentence{"@{name}, qua webhook.", ""},
	},
	"telegram.away": {
		en: sentence{"The Bot API is not reached: {why}", "curl -sSI https://api.telegram.org; a proxy is set by HTTPS_PROXY, another address by TELEGRAM_API_URL"},
		vi: sentence{"Không gọi được Bot API: {why}", "curl -sSI https://api.telegram.org; proxy đặt ở HTTPS_PROXY, địa chỉ khác đặt ở TELEGRAM_API_URL"},
	},
	"telegram.refused": {
		en: sentence{"The Bot API does not take TELEGRAM_BOT_TOKEN: {why}", "@BotFather, /mybots, API Token: set it again"},
		vi: sentence{"Bot API không nhận TELEGRAM_BOT_TOKEN: {why}", "@BotFather, /mybots, API Token: đặt lại"},
	},
	"telegram.hooked": {
		en: sentence{"Telegram sends messages to {host} though TELEGRAM_WEBHOOK_URL is unset: we get none.", "systemctl restart motcua takes the place back; or set TELEGRAM_WEBHOOK_URL"},
		vi: sentence{"Telegram gửi tin đến {host} trong khi chưa đặt TELEGRAM_WEBHOOK_URL: ở đây không nhận được tin nào.", "systemctl restart motcua để lấy lại; hoặc đặt TELEGRAM_WEBHOOK_URL"},
	},
	"telegram.unhooked": {
		en: sentence{"Telegram calls no webhook though TELEGRAM_WEBHOOK_URL is set.", "motcua ready: serve registers it when it runs"},
		vi: sentence{"Đã đặt TELEGRAM_WEBHOOK_URL mà Telegram chưa gọi địa chỉ nào.", "motcua ready: serve đang chạy sẽ tự đăng ký"},
	},
	"telegram.elsewhere": {
		en: sentence{"Telegram calls another address than TELEGRAM_WEBHOOK_URL, at {host}.", "motcua ready: serve registers ours when it runs; if the other comes back, another program has this token"},
		vi: sentence{"Telegram gọi một địa chỉ khác với TELEGRAM_WEBHOOK_URL, ở {host}.", "motcua ready: serve đang chạy sẽ đăng ký lại; nếu địa chỉ kia trở lại thì chương trình khác đang giữ token này"},
	},
	"telegram.no-secret": {
		en: sentence{"The webhook is http and has no secret: whoever reaches it can speak for any citizen.", "TELEGRAM_WEBHOOK_SECRET=$(openssl rand -hex 32)"},
		vi: sentence{"Webhook là http và không có mã bí mật: ai gọi được đến đó đều có thể nói thay người dân.", "TELEGRAM_WEBHOOK_SECRET=$(openssl rand -hex 32)"},
	},
	"telegram.pending": {
		en: sentence{"Messages that wait for us at Telegram: {n}.", "motcua ready says whether serve takes them"},
		vi: sentence{"Số tin đang chờ ở Telegram: {n}.", "motcua ready cho biết serve có đang nhận không"},
	},
	"telegram.error": {
		en: sentence{"Telegram could not deliver, last at {when}: {why}", "journalctl -u caddy -u motcua --since -1h"},
		vi: sentence{"Telegram không gửi đến được, lần cuối lúc {when}: {why}", "journalctl -u caddy -u motcua --since -1h"},
	},

	"content.skipped": {
		en: sentence{"Not looked at: the database cannot be read.", "first what stands under PostgreSQL, then motcua doctor"},
		vi: sentence{"Chưa xem: không đọc được cơ sở dữ liệu.", "sửa phần PostgreSQL trước, rồi motcua doctor"},
	},
	"content.err": {
		en: sentence{"Could not be read: {why}", "motcua doctor once more; then the log of PostgreSQL"},
		vi: sentence{"Không đọc được: {why}", "motcua doctor thêm lần nữa; rồi xem nhật ký của PostgreSQL"},
	},

	"data.well": {
		en: sentence{"Units: {units}; procedures, each compared with the portal: {procedures}; dossiers are there.", ""},
		vi: sentence{"Đơn vị: {units}; thủ tục, đều đã đối chiếu với Cổng: {procedures}; đã có hồ sơ.", ""},
	},
	"mail.off": {
		en: sentence{"Not set up: reports are sent to nobody.", ""},
		vi: sentence{"Chưa cài: không gửi báo cáo cho ai.", ""},
	},
	"mail.unset": {
		en: sentence{"{n} are to be sent by mail, but SMTP_URL is unset.", "SMTP_URL=smtp://user:password@mail.example.gov.vn:587 and MAIL_FROM, then start serve again"},
		vi: sentence{"Có {n} báo cáo cần gửi qua thư, nhưng chưa đặt SMTP_URL.", "SMTP_URL=smtp://user:password@mail.example.gov.vn:587 cùng MAIL_FROM, rồi chạy lại serve"},
	},
	"mail.away": {
		en: sentence{"The mail server cannot be used: {why}", "mend it or SMTP_URL (docs/operations.md, \"Reports by mail\"); what waits is sent later by itself"},
		vi: sentence{"Không dùng được máy chủ thư: {why}", "sửa máy chủ hoặc SMTP_URL (docs/operations.md, \"Reports by mail\"); thư đang chờ sẽ tự gửi sau"},
	},
	"mail.password": {
		en: sentence{"The mail server does not take the user and password of SMTP_URL: {why}", "ask whoever keeps {server} for new ones, then set SMTP_URL and start serve again"},
		vi: sentence{"Máy chủ thư không nhận tài khoản và mật khẩu trong SMTP_URL: {why}", "hỏi người quản lý {server} để có tài khoản mới, đặt lại SMTP_URL rồi chạy lại serve"},
	},
	"mail.refused": {
		en: sentence{"{n} mailboxes take nothing, and are sent nothing more.", "motcua report mail list"},
		vi: sentence{"Có {n} hộp thư không nhận thư, nên không gửi nữa.", "motcua report mail list"},
	},
	"mail.failed": {
		en: sentence{"{n} letters did not go.", "motcua report mail list"},
		vi: sentence{"Có {n} thư không gửi được.", "motcua report mail list"},
	},
	"mail.well": {
		en: sentence{"{server} takes letters from {from}; {n} are sent by a calendar.", ""},
		vi: sentence{"{server} nhận thư từ {from}; có {n} báo cáo gửi theo lịch.", ""},
	},

	"data.no-units": {
		en: sentence{"There are no units: places of return and opening hours are not known.", "motcua import units FILE"},
		vi: sentence{"Chưa có đơn vị nào: không biết nơi trả kết quả và giờ mở cửa.", "motcua import units FILE"},
	},
	"data.no-hours": {
		en: sentence{"No centre has opening hours: citizens are not told when to come.", "motcua import units FILE, with \"hours\" (docs/import.md)"},
		vi: sentence{"Chưa trung tâm nào có giờ mở cửa: không nói được cho người dân khi nào nên đến.", "motcua import units FILE, có \"hours\" (docs/import.md)"},
	},
	"data.no-procedures": {
		en: sentence{"There are no procedures: questions how a dossier is made are not answered.", "motcua import procedures FILE"},
		vi: sentence{"Chưa có thủ tục nào: không trả lời được câu hỏi về cách làm giấy tờ.", "motcua import procedures FILE"},
	},
	"data.unchecked": {
		en: sentence{"Procedures that nobody compared with the official portal: {n} of {all}.", "motcua procedures unchecked"},
		vi: sentence{"Số thủ tục chưa ai đối chiếu với Cổng Dịch vụ công: {n} trên {all}.", "motcua procedures unchecked"},
	},
	"data.no-dossiers": {
		en: sentence{"There are no dossiers: no code is found.", "motcua import dossiers FILE"},
		vi: sentence{"Chưa có hồ sơ nào: mã nào cũng không tìm thấy.", "motcua import dossiers FILE"},
	},
	"data.unknown-units": {
		en: sentence{"Dossiers that name a unit nobody knows, among the newest {looked}: {n} ({names}).", "motcua import units FILE, with these as identifiers or former names"},
		vi: sentence{"Trong {looked} hồ sơ mới nhất, số hồ sơ ghi đơn vị chưa ai biết: {n} ({names}).", "motcua import units FILE, ghi các tên này vào mã định danh hoặc tên cũ"},
	},

	"sources.well": {
		en: sentence{"None is late; known: {n}.", ""},
		vi: sentence{"Không nguồn nào trễ; số nguồn: {n}.", ""},
	},
	"sources.late": {
		en: sentence{"{name} is late: it last came at {last}, and was due at {due}.", "motcua import dossiers FILE, with its newest export"},
		vi: sentence{"{name} đang trễ: lần cuối lúc {last}, lẽ ra phải có lúc {due}.", "motcua import dossiers FILE, với bản xuất mới nhất của nguồn này"},
	},
	"sources.more-late": {
		en: sentence{"Others that are late: {n}.", "motcua sources"},
		vi: sentence{"Số nguồn khác cũng đang trễ: {n}.", "motcua sources"},
	},
	"sources.untold": {
		en: sentence{"Nobody said how often these come, so nobody is told when they do not: {names}.", "motcua sources expect {name} 1d"},
		vi: sentence{"Chưa ai ghi bao lâu các nguồn này gửi một lần, nên khi không gửi cũng không ai hay: {names}.", "motcua sources expect {name} 1d"},
	},

	"calendar.well": {
		en: sentence{"All days off until {to} are decided.", ""},
		vi: sentence{"Mọi ngày nghỉ đến {to} đều đã có quyết định.", ""},
	},
	"calendar.missing": {
		en: sentence{"Nothing is known of the days off in {year}: dates are counted with too many working days.", "a newer motcua carries the year's days, once they are published (CHANGELOG.md)"},
		vi: sentence{"Chưa biết ngày nghỉ của năm {year}: số ngày làm việc bị đếm dư.", "bản motcua mới hơn sẽ có lịch của năm, khi lịch đã công bố (CHANGELOG.md)"},
	},
	"calendar.undecided": {
		en: sentence{"Days off until {to} that are not decided: {days}. Until then citizens read \"about\" before the days left.", "a newer motcua carries the year's days, once they are published (CHANGELOG.md)"},
		vi: sentence{"Ngày nghỉ đến {to} chưa có quyết định: {days}. Đến lúc đó người dân đọc chữ “khoảng” trước số ngày còn lại.", "bản motcua mới hơn sẽ có lịch của năm, khi lịch đã công bố (CHANGELOG.md)"},
	},

	"backup.well": {
		en: sentence{"{when}, verified: {file}", ""},
		vi: sentence{"{when}, đã thử khôi phục: {file}", ""},
	},
	"backup.missing": {
		en: sentence{"There is none.", "motcua backup --keep 14"},
		vi: sentence{"Chưa có bản nào.", "motcua backup --keep 14"},
	},
	"backup.err": {
		en: sentence{"What is noted of the last one cannot be read: {why}", "motcua backup --keep 14"},
		vi: sentence{"Không đọc được ghi chép về bản sao lưu cuối: {why}", "motcua backup --keep 14"},
	},
	"backup.old": {
		en: sentence{"The last good one is of {when}.", "motcua backup --keep 14; systemctl status motcua-backup.timer"},
		vi: sentence{"Bản tốt gần nhất là của {when}.", "motcua backup --keep 14; systemctl status motcua-backup.timer"},
	},
	"backup.unverified": {
		en: sentence{"The one of {when} was not verified: whether it can be restored is not known.", "motcua backup --keep 14"},
		vi: sentence{"Bản của {when} chưa được thử khôi phục: chưa biết có dùng được không.", "motcua backup --keep 14"},
	},

	"team.well": {
		en: sentence{"People at the desk: {n}, coordinators among them: {coordinators}.", ""},
		vi: sentence{"Số người trực: {n}, trong đó điều phối: {coordinators}.", ""},
	},
	"team.nobody": {
		en: sentence{"Nobody answers at the desk: who asks for a human waits in vain.", "motcua desk invite"},
		vi: sentence{"Chưa có ai trực: người dân xin gặp người sẽ chờ mà không có trả lời.", "motcua desk invite"},
	},
	"team.no-coordinator": {
		en: sentence{"People at the desk: {n}, and no coordinator who lets others in.", "motcua desk invite --role coordinator"},
		vi: sentence{"Số người trực: {n}, chưa có điều phối để mời thêm người.", "motcua desk invite --role coordinator"},
	},

	"work.well": {
		en: sentence{"Nothing waits too long.", ""},
		vi: sentence{"Không có gì chờ quá lâu.", ""},
	},
	"work.unsent": {
		en: sentence{"Answers that wait to be sent for more than an hour: {n}, the oldest since {when}.", "motcua ready says what is degraded"},
		vi: sentence{"Số câu trả lời chờ gửi hơn một giờ: {n}, cũ nhất từ {when}.", "motcua ready cho biết chỗ nào đang kẹt"},
	},
	"work.stuck": {
		en: sentence{"Jobs that run for more than ten minutes: {n}; serve ends or repeats them after two.", "motcua ready; systemctl restart motcua"},
		vi: sentence{"Số việc chạy hơn mười phút: {n}; bình thường serve kết thúc hoặc làm lại sau hai phút.", "motcua ready; systemctl restart motcua"},
	},
	"work.discarded": {
		en: sentence{"Jobs that were given up: {n}.", "journalctl -u motcua -o cat | grep -i job"},
		vi: sentence{"Số việc đã bỏ: {n}.", "journalctl -u motcua -o cat | grep -i job"},
	},
}
