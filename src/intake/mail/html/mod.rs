//! Converts HTML to plain text: what a reader of the page sees, one block per line, links with
//! their addresses.
//!
//! Uses the tokenizer of html5gum, which has no dependencies, builds no tree and stores no
//! attributes: however deep the tags and however many their attributes, the work is linear in the
//! bytes.

mod links;
pub(crate) mod render;
mod style;
mod tags;
mod text;

use crate::intake::mail::html::render::PageRenderer;

/// A page as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageText {
    /// The visible text.
    pub text: String,
    /// The number of hidden characters, without blanks.
    pub hidden_chars: usize,
}

/// Converts HTML to text. Broken HTML yields its text, too.
pub(super) fn to_text(html: &str) -> PageText {
    let mut walk = PageRenderer::new();
    let mut rest = html;
    // A tag that never ends would swallow the rest of the page, so reading resumes after its first
    // `>`. Each kind of quote is open at most once, so this ends soon.
    while let Some(at) = tags::tokenize_page(rest, &mut walk) {
        let tag = rest.get(at..).unwrap_or("");
        let Some(end) = tag.find('>') else {
            walk.count_hidden(&tag.chars().filter(|c| !c.is_ascii()).collect::<String>());
            break;
        };
        rest = &tag[end + 1..];
    }
    walk.into_page()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(html: &str) -> String {
        let page = to_text(html);
        assert_eq!(page.hidden_chars, 0, "{html}");
        page.text
    }

    #[test]
    fn a_letter_in_html_reads_as_its_lines() {
        let html = "<html><head><style>p{}</style><title>t</title></head><body><div>您好：</div><div>路灯&nbsp;不亮&#12290;<br>\
                    谢谢 &amp; 再见</div><!-- <p>x</p> --><script>if(a<b){}</script><table><tr><td>甲</td><td>乙</td></tr></table></body>";
        assert_eq!(seen(html), "您好：\n路灯\u{a0}不亮。\n谢谢 & 再见\n甲 乙");
        assert_eq!(seen("<pre>\n一  二\n 三</pre>四"), "一  二\n 三\n四");
        assert_eq!(
            seen("<p style='white-space:pre-wrap'>一  二\n三</p>"),
            "一  二\n三"
        );
        assert_eq!(
            seen("甲<textarea>乙\n丙</textarea><select><option>丁<option selected>戊</select>"),
            "甲\n乙\n丙\n丁\n戊"
        );
        assert_eq!(
            seen(
                "<![if !mso]>甲<![endif]><!--[if mso]>乙<![endif]--><!--[if !mso]><!-->丙<!--<![endif]-->"
            ),
            "甲丙"
        );
    }

    #[test]
    fn broken_html_gives_its_text() {
        assert_eq!(seen("<head><meta><body>正文 3 < 5 & 6"), "正文 3 < 5 & 6");
        assert_eq!(seen("<p>未完<a href=\"x"), "未完");
        assert_eq!(
            seen("<p><a title=\"a > b\" href=\"http://a.example/1\">照片</a>后面"),
            "照片（http://a.example/1）后面"
        );
        assert_eq!(
            seen("<p>前<a href=\"http://a.example>照片</a>后面的文字"),
            "前照片后面的文字"
        );
        assert_eq!(
            seen("<p>前<a href='http://a.example>照片</a>中<b x=\"y>后"),
            "前照片中后"
        );
        assert_eq!(
            seen("</td></p></b>甲</div><title/>乙<script/>丙"),
            "甲\n乙丙"
        );
        assert_eq!(seen("甲\0乙").replace('\0', ""), "甲乙");
    }

    #[test]
    fn links_keep_their_addresses() {
        for (html, text) in [
            (
                "见<a href=\"https://pan.example/s/1\">网盘</a>提取码",
                "见网盘（https://pan.example/s/1）提取码",
            ),
            (
                "<a href=http://a.example/x?a=1&amp;b=2>http://a.example/x?a=1&amp;b=2</a>",
                "http://a.example/x?a=1&b=2",
            ),
            ("<a href=\"http://a.example/\">a.example</a>", "a.example"),
            (
                "<a href=\"http://thief.example\">http://bank.example</a>",
                "http://bank.example（http://thief.example）",
            ),
            (
                "<a href='mailto:a@b.example'>写信</a> <a href='mailto:a@b.example'>a@b.example</a>",
                "写信（mailto:a@b.example） a@b.example",
            ),
            (
                "<a href='#top'>上</a><a href='javascript:x'>下</a><a name=x>中</a>",
                "上下中",
            ),
            (
                "<a href=http://a.example/1>一<a href=http://a.example/2>二</a>",
                "一（http://a.example/1）二（http://a.example/2）",
            ),
            (
                "<a href=http://a.example><div>块</div></a>后",
                "块（http://a.example）\n后",
            ),
            (
                "<a href=http://a.example/d><img src=cid:1 alt=图></a>",
                "图（http://a.example/d）",
            ),
            (
                "<img alt=图 src=\"http://a.example/1.png\"><img src=http://a.example/t.gif width=1 height=1>",
                "图（http://a.example/1.png）",
            ),
            (
                "<map><area href=http://a.example alt=处></map>",
                "处（http://a.example）",
            ),
            (
                "<form action=http://a.example/f>姓名<input value=张三><button formaction=ftp://a.example>交</button></form>",
                "姓名 张三 交（ftp://a.example）（http://a.example/f）",
            ),
            (
                "<iframe src=http://a.example/v></iframe>",
                "（http://a.example/v）",
            ),
        ] {
            assert_eq!(seen(html), text, "{html}");
        }
    }

    #[test]
    fn what_is_hidden_is_counted_and_not_shown() {
        for (html, text, unseen) in [
            (
                "<div style=\"display:none\">藏起来</div><p>正文</p>",
                "正文",
                3,
            ),
            ("<div hidden>藏<div>又藏</div>还藏</div>正文", "正文", 5),
            (
                "<span style='font-size:0'>藏<b style='font-size:12px'>见</b>藏</span>正文",
                "见正文",
                2,
            ),
            (
                "<div style='display:none'>&nbsp;&zwnj;\u{34f}&#8203;</div>正文",
                "正文",
                0,
            ),
            ("<p style='visibility:hidden'>藏<p>正文", "正文", 1),
            ("<ul><li hidden>藏<li>正文</ul>", "正文", 1),
            ("<div><span hidden>藏</div>正文", "正文", 1),
            (
                "<table><tr><td style='mso-hide:all'>藏<td>正文</table>",
                "正文",
                1,
            ),
            (
                "<template>藏</template><noscript>藏</noscript>正文",
                "正文",
                2,
            ),
            ("<p hidden style='display:block'>正文</p>", "正文", 0),
            (
                "<div style='display:none'><a href=http://a.example>藏</a></div>正文",
                "正文",
                1,
            ),
            ("正文<!-- 没有结束的注释", "正文", 7),
            ("正文<title>没有结束<p>的标题", "正文", 10),
            ("正文<b 没有结束", "正文", 4),
        ] {
            assert_eq!(
                to_text(html),
                PageText {
                    text: text.to_owned(),
                    hidden_chars: unseen
                },
                "{html}"
            );
        }
    }

    #[test]
    fn no_depth_and_no_number_is_too_large() {
        const N: usize = 100_000;
        for (html, text) in [
            (
                format!("{}深{}", "<div>".repeat(N), "</div>".repeat(N)),
                "深",
            ),
            (
                format!(
                    "{}深",
                    "<span style='font-size:0'><b style='font-size:1px'>".repeat(N)
                ),
                "深",
            ),
            (format!("深{}", "</x>".repeat(N)), "深"),
            (
                format!(
                    "<p {}>深",
                    (0..N).map(|n| format!("a{n}=1 ")).collect::<String>()
                ),
                "深",
            ),
            (format!("{}深", "<table><tr><td>".repeat(N)), "深"),
        ] {
            assert_eq!(to_text(&html).text, text);
        }
        assert_eq!(to_text(&"<a href=\"".repeat(N)).text, "");
        assert_eq!(to_text(&"<!--".repeat(N)).text, "");
    }

    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;")
    }

    proptest! {
        #[test]
        fn any_lines_come_back_whatever_is_hidden_between_them(
            lines in prop::collection::vec(("[a-z路灯 <>&\"'=/-]{0,12}", "[a-z路灯 <>&\"'=/-]{0,6}", 0usize..6), 0..8),
        ) {
            let (mut html, mut text, mut unseen) = (String::new(), Vec::new(), 0);
            for (line, hidden, way) in &lines {
                let (line_in, hidden_in) = (escaped(line), escaped(hidden));
                html += &match way {
                    0 => format!("<p>{line_in}</p><div style=\"display : none\">{hidden_in}</div>"),
                    1 => format!("<div hidden><p>{hidden_in}</div><p>{line_in}"),
                    2 => format!("<div><span style='font-size:0'>{hidden_in}</span>{line_in}</div>"),
                    3 => format!("<TR><TD STYLE=\"VISIBILITY:HIDDEN\">{hidden_in}<TD>{line_in}</TR>"),
                    4 => format!("<template><b>{hidden_in}</b></template><h1>{line_in}</h1>"),
                    _ => format!("<ul><li style=opacity:0>{hidden_in}<li title='<b>\">'>{line_in}</ul>"),
                };
                let words = line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
                if !words.is_empty() {
                    text.push(words);
                }
                unseen += hidden.chars().filter(|c| *c != ' ').count();
            }
            prop_assert_eq!(to_text(&html), PageText { text: text.join("\n"), hidden_chars: unseen });
        }

        #[test]
        fn nothing_breaks_it(html in "[<>/a-z \"'=!\\-&;#路]{0,120}") {
            let page = to_text(&html);
            prop_assert!(page.text.len() <= 20 * html.len());
        }
    }
}
