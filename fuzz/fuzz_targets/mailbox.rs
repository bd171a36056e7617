//! Mails one after another.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    xinxiang_fuzz::letters(&[b"From a@example.cn Mon May  9 10:11:12 2022\n", bytes].concat());
});
