//! A workbook of before 2007, or of today.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    xinxiang_fuzz::letters(bytes);
});
