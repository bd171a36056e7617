//! One mail.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    xinxiang_fuzz::checked(&xinxiang::intake::read_message(bytes, "fuzz", None));
});
