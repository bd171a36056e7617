//! A mail whose text is HTML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mail = [b"Subject: a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", bytes].concat();
    xinxiang_fuzz::checked(&xinxiang::intake::read_message(&mail, "fuzz", None));
});
