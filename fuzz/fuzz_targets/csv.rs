//! A table of text, in any encoding.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    xinxiang_fuzz::letters(bytes);
    xinxiang_fuzz::letters(&["编号,标题,内容,来信时间\n".as_bytes(), bytes].concat());
});
