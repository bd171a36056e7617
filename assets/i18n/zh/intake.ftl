# 导入信件：字段名、拒收原因、整个文件读不了的原因、附注。

intake-field-id = 编号
intake-field-title = 标题
intake-field-body = 内容
intake-field-time = 来信时间
intake-field-writer = 来信人
intake-field-phone = 电话
intake-field-email = 邮箱
intake-field-address = 地址
intake-field-channel = 渠道

intake-kind-eml = 单封邮件
intake-kind-mbox = mbox 邮件集
intake-kind-maildir = Maildir 邮件夹
intake-kind-csv = 文本表格
intake-kind-xlsx = Excel 工作簿
intake-kind-xls = 旧版 Excel 工作簿
intake-kind-json = JSON 数据

intake-untitled = （无标题）
intake-attachment-name = 附件{ $number }

intake-why-no-content = 标题和内容都是空的，没有可登记的信件。
intake-why-wrong-fields = 这一行只有 { $found } 栏，表头有 { $expected } 栏，找不到标题和内容；请核对原文件的这一行。
intake-why-not-an-object = 这里不是一个 JSON 对象，读不出信件。
intake-why-nothing-in-mail = 邮件里既没有文字，也没有附件。
intake-why-only-a-subject = 邮件只有主题“{ $subject }”，既没有文字，也没有附件；如属来信，请手工登记。
intake-why-not-mail = 读不出邮件头，这不是一封邮件。
intake-why-too-many-parts = 邮件超过 { $limit } 个部分，不像正常来信，没有读入；如确需办理，请另存正文后手工登记。
intake-why-too-long = 超过 { $limit } MiB 的上限，没有读入；请另存为较小的文件再导入。
intake-why-unreadable = 内容已损坏，读不出来；请让来源单位重新导出，或手工登记。
intake-why-broken-off = 文件从这里起已损坏或不完整，后面的内容没有读入；请重新导出后再导入，已导入的不会重复。
intake-why-too-much = 一个工作簿最多读 { $rows } 行，从这里起没有读入；请把余下的行另存为一个文件再导入。
intake-why-sheet = 工作表“{ $name }”里没有可识别的标题栏或内容栏，没有读入；如里面有信件，请补上表头再导入。
intake-why-database = 这是信箱自己的数据库文件，不能当作来信导入。
intake-why-not-a-file = 这不是普通文件，没有打开。

intake-error-io = 打不开“{ $file }”：{ $why }
intake-error-empty = “{ $file }”是空的。
intake-error-unknown = 认不出“{ $file }”的格式。可导入的有：邮件（.eml、mbox、Maildir）、表格（CSV、Excel）和 JSON。
intake-error-no-columns = “{ $file }”里没有认出标题栏或内容栏。现有各栏：{ $columns }。请指明哪一栏是什么，例如 --map title=1 --map body=2（等号后写栏名或序号）。
intake-error-no-such-column = “{ $file }”里没有“{ $column }”这一栏。现有各栏：{ $columns }。请用其中的栏名或序号，例如 --map body=2。
intake-error-bad-map = 看不懂 --map “{ $text }”。写法是 字段=栏，例如 --map title=留言主题 或 --map body=3；字段有 id、title、body、time、writer、phone、email、address、channel。
intake-error-workbook = “{ $file }”不是完好的 Excel 工作簿。请用 Excel 或 WPS 打开后另存，再导入。
intake-error-locked = “{ $file }”设有密码。请取消密码另存后再导入。
intake-error-too-big = “{ $file }”展开后超过 { $limit } MiB，没有读入。请另存为 CSV 或拆成几个文件再导入。

intake-remark-fields = 这一行有 { $found } 栏，表头有 { $expected } 栏，请核对各栏是否对得上。
intake-remark-bytes = 原文中有无法识别的字节，已用“�”代替。
intake-remark-date = 来信时间写的是“{ $text }”，读不出日期，按“未知”登记。
intake-remark-channel = 来源渠道写的是“{ $text }”，按网站留言登记。
intake-remark-charset = 正文标明的编码是“{ $charset }”，与内容不符，已按内容实际的编码读出；请核对有无错字。
intake-remark-charset-header = 标题或来信人标明的编码与内容不符，已按内容实际的编码读出；请核对有无错字。
intake-remark-tail = 编码的正文后面还有没有编码的文字，已接在正文后面。
intake-remark-damaged = 正文有认不出的字节，已用“�”代替；没有改动的原文另存为附件“{ $name }”，请对照。
intake-remark-headers = 标题或来信人有认不出的字节，已用“�”代替；没有改动的邮件头另存为附件“{ $name }”，请对照。
intake-remark-cut = 正文结尾的一个字被截断，认不出来，没有显示。
intake-remark-incomplete = 邮件不完整：各部分之间的分隔线缺少或对不上，可能在途中被截断。读得到的内容都在这里，请核对；有缺的，请来信人重发。
intake-remark-beyond = 邮件各部分之外（开头、结尾或附件后面）还有文字，已接在正文后面。
intake-remark-beyond-file = 邮件各部分之外（开头、结尾或附件后面）还有内容，已另存为附件“{ $name }”。
intake-remark-uuencoded = 正文里用 uuencode 写入的文件“{ $name }”，已另存为附件。
intake-name-raw = 正文原文{ $number }.{ $ending }
intake-name-headers = 邮件头原文.txt
intake-name-beyond = 正文之外{ $number }.bin
intake-remark-attachment = 附件“{ $name }”约 { $size } MiB，超过 { $limit } MiB 的上限，没有保存；需要时请向来信人索取。
enclose-empty = 文件“{ $name }”是空的，请核对后再选。
enclose-large = 文件“{ $name }”超过 { $limit } MiB，请压缩后再选。
intake-why-open-quote = 这一行的引号有头无尾，分不清到哪里为止，没有读入；后面各行照常读入。请在原文件里改好这一行，再导入一次，已导入的不会重复。
intake-why-too-many-fields = 这一行超过 { $limit } 栏，不像来信表格，没有读入；请核对原文件的这一行。
intake-error-hungry = 读“{ $file }”要用的内存超过 { $limit } MiB，没有读完；文件可能损坏，或者是有意做成这样的。其他文件不受影响。请拆成几个文件，或请来源单位重新导出后再导入。
intake-error-slow = 读“{ $file }”用时过长，没有读完；文件可能损坏，或者是有意做成这样的。其他文件不受影响。请来源单位重新导出后再导入。
intake-error-broken = 读“{ $file }”时读取程序出错，没有读完；其他文件不受影响。请来源单位重新导出，或手工登记，并把此文件交给维护人员。
intake-error-no-reader = 读“{ $file }”的程序启动不了：{ $why }。请运行 xinxiang doctor 核对，或联系维护人员。
intake-no-limits = 这台机器不让设置内存等限额（setrlimit），请核对 ulimit -H 与 seccomp 的设置
intake-remark-attachments = 还有 { $n } 个附件没有保存：一封信最多保存 { $limit } 个；需要时请向来信人索取。
import-broken-off = 已导入 { $new } 封，已有 { $known } 封，还有 { $left } 封没有导入：{ $why }排除以后，把同样的内容再导入一次即可，不会重复。
import-full = 磁盘已满，请先腾出空间。
intake-remark-no-date = 邮件没有写日期，来信时间按“未知”登记。
intake-remark-unlikely = 来信时间写的是“{ $text }”，不像真的日期，按“未知”登记。
intake-remark-future = 来信时间写的是“{ $text }”，晚于导入的时间，按“未知”登记。
intake-remark-sealed = 正文是空的；内容在附件“{ $name }”里，是加密或签名封装的，这里打不开，请来信人改用普通邮件重发。
intake-remark-encrypted-text = 正文是加密的（PGP），这里打不开，请来信人改用普通邮件重发。
intake-remark-winmail-only = 正文是空的；内容在附件“{ $name }”里，是 Outlook 的专用格式，这里打不开，请来信人改用纯文本或网页格式重发。
intake-remark-winmail = 附件“{ $name }”是 Outlook 的专用格式，里面可能还有文字和附件，这里打不开；需要时请来信人改用普通邮件重发。
intake-remark-calendar = 邮件只有一份日程邀请；正文取自附件“{ $name }”，请以附件为准。
intake-remark-forwarded = 邮件自己没有正文；正文取自所附的转发邮件“{ $name }”，原件见附件。
intake-remark-elsewhere = 正文是空的；内容在附件里（{ $names }），请打开附件查看。
intake-remark-unseen = 网页正文里有 { $n } 个字在页面上看不见，没有列入正文；网页原样保存为附件“{ $name }”。
intake-remark-unseen-only = 网页正文里有 { $n } 个字在页面上看不见，没有列入正文；网页太大或附件太多，没有另存，需要时请看原邮件。
intake-page-name = 网页正文.html
intake-untitled-with = （无标题，见附件“{ $name }”）
aside-class-auto = 自动答复
aside-class-bounce = 退信
aside-class-list = 群发
aside-why-auto = 是自动答复，不算来信（{ $signs }）。
aside-why-bounce = 是退信或投递通知，不算来信（{ $signs }）。
aside-why-list = 是群发邮件，不算来信（{ $signs }）。
