//! Fuzzes the target `texts` of `courant::fuzzing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| courant::fuzzing::run("texts", bytes));
