# Importing letters: fields, reasons for a rejection, reasons why a whole file cannot be read, remarks.

intake-field-id = Id
intake-field-title = Title
intake-field-body = Text
intake-field-time = Received
intake-field-writer = Writer
intake-field-phone = Phone
intake-field-email = E-mail
intake-field-address = Address
intake-field-channel = Channel

intake-kind-eml = one mail
intake-kind-mbox = mbox
intake-kind-maildir = Maildir
intake-kind-csv = table of text
intake-kind-xlsx = Excel workbook
intake-kind-xls = old Excel workbook
intake-kind-json = JSON

intake-untitled = (no title)
intake-attachment-name = attachment{ $number }

intake-why-no-content = Both title and text are empty: there is no letter to register.
intake-why-wrong-fields = This row has { $found } fields, the headings are { $expected }, and neither title nor text can be found; check this row in the file.
intake-why-not-an-object = This is not a JSON object: no letter can be read from it.
intake-why-nothing-in-mail = The mail has neither text nor attachments.
intake-why-only-a-subject = The mail has only a subject, “{ $subject }”, neither text nor attachments; if it is a letter, register it by hand.
intake-why-not-mail = No mail headers can be read: this is not a mail.
intake-why-too-many-parts = The mail has more than { $limit } parts, which no honest one has, and was not read; save its text and register it by hand if it must be dealt with.
intake-why-too-long = It is over the limit of { $limit } MiB and was not read; save it as a smaller file and import that.
intake-why-unreadable = It is damaged and cannot be read; have it exported again, or register it by hand.
intake-why-broken-off = From here on the file is damaged or incomplete, and nothing more was read; export it again and import that: what is already there will not be doubled.
intake-why-too-much = At most { $rows } rows are read from one workbook, and nothing from here on was; save the remaining rows as a file and import that.
intake-why-sheet = The sheet “{ $name }” has no recognisable title or text column and was not read; if it holds letters, give it headings and import again.
intake-why-database = This is the mailbox's own database and cannot be imported as letters.
intake-why-not-a-file = This is not an ordinary file and was not opened.

intake-error-io = “{ $file }” cannot be opened: { $why }
intake-error-empty = “{ $file }” is empty.
intake-error-unknown = The format of “{ $file }” is not recognised. Mail (.eml, mbox, Maildir), tables (CSV, Excel) and JSON can be imported.
intake-error-no-columns = No title or text column is recognised in “{ $file }”. Its columns: { $columns }. Say which is which, for example --map title=1 --map body=2 (a heading or a number after the equals sign).
intake-error-no-such-column = “{ $file }” has no column “{ $column }”. Its columns: { $columns }. Use one of these headings or numbers, for example --map body=2.
intake-error-bad-map = --map “{ $text }” is not understood. Write FIELD=COLUMN, for example --map title=Subject or --map body=3; the fields are id, title, body, time, writer, phone, email, address, channel.
intake-error-workbook = “{ $file }” is not a sound Excel workbook. Open it in Excel or WPS, save it again, and import that.
intake-error-locked = “{ $file }” has a password. Save it without one and import that.
intake-error-too-big = “{ $file }” unpacks to more than { $limit } MiB and was not read. Save it as CSV, or in several files, and import those.

intake-remark-fields = This row has { $found } fields, the headings are { $expected }: check that each stands in its place.
intake-remark-bytes = The original has bytes that cannot be read; “�” stands in their place.
intake-remark-date = The date reads “{ $text }”, which is no date; the time is registered as unknown.
intake-remark-channel = The channel reads “{ $text }”; it is registered as a message on the web site.
intake-remark-charset = The text says that its encoding is “{ $charset }”, which its bytes are not; it was read as what they are. Please check it for wrong characters.
intake-remark-charset-header = The title or the writer’s name says an encoding that its bytes are not in; it was read as what they are. Please check it for wrong characters.
intake-remark-tail = Text that is not encoded follows the encoded text; it stands at the end.
intake-remark-damaged = The text has bytes that could not be read; “�” stands for them. Its bytes as they came are the attachment “{ $name }”.
intake-remark-headers = The title or the writer’s name has bytes that could not be read; “�” stands for them. The headers as they came are the attachment “{ $name }”.
intake-remark-cut = The last character of the text was cut in two and could not be read; it is not shown.
intake-remark-incomplete = The mail is incomplete: the lines between its parts are missing or do not fit, perhaps because it was cut off on its way. What could be read is here; please check it, and ask the writer to send it again where something is missing.
intake-remark-beyond = Text stands outside the parts of the mail (before, after, or behind an attachment); it was put at the end of the text.
intake-remark-beyond-file = Something stands outside the parts of the mail (before, after, or behind an attachment); it is the attachment “{ $name }”.
intake-remark-uuencoded = The file “{ $name }”, which was written into the text by uuencode, is an attachment.
intake-name-raw = raw text { $number }.{ $ending }
intake-name-headers = raw headers.txt
intake-name-beyond = outside the text { $number }.bin
intake-remark-attachment = The attachment “{ $name }” of about { $size } MiB is over the limit of { $limit } MiB and was not kept; ask the writer for it if it is needed.
enclose-empty = The file “{ $name }” is empty; check it and choose again.
enclose-large = The file “{ $name }” is larger than { $limit } MiB; make it smaller and choose again.
intake-why-open-quote = This row has a quote that is never closed, so where it ends cannot be told; it was not read, the rows after it were. Mend the row in the file and import it again: nothing is imported twice.
intake-why-too-many-fields = This row has more than { $limit } fields, which no table of letters has; it was not read. Check the row in the file.
intake-error-hungry = Reading “{ $file }” takes more memory than { $limit } MiB, so it was given up; the file may be damaged, or made to do so. Other files are not affected. Split it, or have it exported again, and import it then.
intake-error-slow = Reading “{ $file }” takes too long, so it was given up; the file may be damaged, or made to do so. Other files are not affected. Have it exported again, and import it then.
intake-error-broken = The reader failed on “{ $file }”, so it was given up; other files are not affected. Have it exported again or enter the letter by hand, and give the file to whoever looks after this program.
intake-error-no-reader = The program that reads “{ $file }” cannot be started: { $why }. Run xinxiang doctor, or ask whoever looks after this machine.
intake-no-limits = this machine does not let it set its limits of memory and files (setrlimit); look at ulimit -H, and at what forbids system calls
intake-remark-attachments = { $n } more attachments were not kept: a letter keeps { $limit } at most. Ask the writer for them where needed.
import-broken-off = Imported { $new }, already there { $known }, not imported { $left }: { $why } Once that is mended, run the same import again; nothing comes twice.
import-full = the disk is full; make room.
intake-remark-no-date = The mail says no date; the time of receipt is unknown.
intake-remark-unlikely = The date given is “{ $text }”, which cannot be; the time of receipt is unknown.
intake-remark-future = The date given is “{ $text }”, later than the import; the time of receipt is unknown.
intake-remark-sealed = The text is empty; what was written is in the attachment “{ $name }”, encrypted or signed so that it cannot be opened here. Please ask the writer to send it as a plain mail.
intake-remark-encrypted-text = The text is encrypted (PGP) and cannot be opened here. Please ask the writer to send it as a plain mail.
intake-remark-winmail-only = The text is empty; what was written is in the attachment “{ $name }”, in Outlook's own format, which cannot be opened here. Please ask the writer to send it as plain text or HTML.
intake-remark-winmail = The attachment “{ $name }” is in Outlook's own format and may hold more text and files, which cannot be opened here. If needed, please ask the writer to send a plain mail.
intake-remark-calendar = The mail is an invitation only; the text is from the attachment “{ $name }”, which decides.
intake-remark-forwarded = The mail has no text of its own; the text is from the forwarded mail “{ $name }”, which is attached.
intake-remark-elsewhere = The text is empty; what was sent is in the attachments ({ $names }). Please open them.
intake-remark-unseen = { $n } characters of the page cannot be seen on it and are not in the text; the page is kept as the attachment “{ $name }”.
intake-remark-unseen-only = { $n } characters of the page cannot be seen on it and are not in the text; the page is too large, or the attachments too many, to keep it. If needed, see the mail itself.
intake-page-name = page.html
intake-untitled-with = (untitled, see the attachment “{ $name }”)
aside-class-auto = automatic
aside-class-bounce = bounce
aside-class-list = list
aside-why-auto = an automatic answer, no letter ({ $signs }).
aside-why-bounce = a bounce or a report of delivery, no letter ({ $signs }).
aside-why-list = a mail to a list, no letter ({ $signs }).
