//! JSON in its three shapes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    xinxiang_fuzz::letters(bytes);
    xinxiang_fuzz::letters(&["[{\"标题\":".as_bytes(), bytes].concat());
});
