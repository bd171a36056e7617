//! Names of attachments, in every way that mailers write them.

use encoding_rs::GB18030;

use super::mails::mail;

fn name(headers: &[u8]) -> String {
    let raw = [
        b"Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n".as_slice(),
        headers,
        b"\nContent-Transfer-Encoding: base64\n\nAAEC\n--b--\n",
    ]
    .concat();
    let letter = mail(raw);
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(letter.attachments[0].bytes, [0, 1, 2]);
    letter.attachments[0].name.clone()
}

#[test]
fn names_come_out_of_every_spelling() {
    const PERCENT: &str = "%E7%8E%B0%E5%9C%BA%E7%85%A7%E7%89%87.jpg";
    let base64 = "546w5Zy654Wn54mHLmpwZw==";
    for headers in [
        format!("Content-Disposition: attachment; filename*=utf-8''{PERCENT}"),
        format!("Content-Disposition: attachment; filename=\"xianchang.jpg\"; filename*=UTF-8'zh-cn'{PERCENT}"),
        format!("Content-Disposition: attachment; filename*=utf-8''{PERCENT}; filename=\"=?utf-8?B?YQ==?=\""),
        format!("Content-Disposition: attachment; filename*0*=utf-8''{};\n filename*1*={}", &PERCENT[..7], &PERCENT[7..]),
        format!("Content-Disposition: attachment; filename*1*={};\n filename*0*=utf-8''{}", &PERCENT[12..], &PERCENT[..12]),
        format!("Content-Disposition: attachment; filename*0*=utf-8''{}; filename*1=.jpg", PERCENT.trim_end_matches(".jpg")),
        "Content-Disposition: attachment; filename*=GBK''%CF%D6%B3%A1%D5%D5%C6%AC.jpg".to_owned(),
        "Content-Disposition: attachment; filename*0*=GBK''%CF%D6%B3; filename*1*=%A1%D5%D5%C6%AC.jpg".to_owned(),
        format!("Content-Disposition: attachment; filename=\"{PERCENT}\""),
        format!("Content-Disposition: attachment; filename=\"utf-8''{PERCENT}\""),
        format!("Content-Disposition: attachment; filename=\"=?UTF-8?B?{base64}?=\""),
        format!("Content-Disposition: attachment; filename==?UTF-8?B?{base64}?="),
        format!("Content-Disposition: attachment;\n filename*0=\"=?UTF-8?B?{}\";\n filename*1=\"{}?=\"", &base64[..9], &base64[9..]),
        "Content-Disposition: attachment; filename=\"=?utf-8?Q?=E7=8E=B0=E5=9C=BA=E7?=\n =?utf-8?Q?=85=A7=E7=89=87=2Ejpg?=\"".to_owned(),
        "Content-Disposition: attachment; filename=\"现场照片.jpg\"".to_owned(),
        "Content-Disposition: attachment; filename=现场照片.jpg".to_owned(),
        format!("Content-Type: image/jpeg; name*=utf-8''{PERCENT}\nContent-Disposition: attachment"),
        "Content-Type: image/jpeg; name=\"现场照片.jpg\"\nContent-Disposition: attachment; filename=\"\"".to_owned(),
        "Content-Type: image/jpeg; name=\"?.jpg\"\nContent-Disposition: attachment; filename=\"现场照片.jpg\"".to_owned(),
        format!("Content-Type: image/jpeg; name=\"x\"\nContent-Disposition: attachment; filename=\"=?UTF-8?B?{base64}?= \""),
    ] {
        assert_eq!(name(headers.as_bytes()), "现场照片.jpg", "{headers}");
    }
    let raw = GB18030
        .encode("Content-Disposition: attachment; filename=\"现场照片.jpg\"")
        .0;
    assert_eq!(name(&raw), "现场照片.jpg");
    assert_eq!(
        name(b"Content-Disposition: attachment; filename=\"a (1).jpg\""),
        "a (1).jpg"
    );
    assert_eq!(
        name(b"Content-Disposition: attachment; filename=100%.pdf; size=3"),
        "100%.pdf"
    );
}
