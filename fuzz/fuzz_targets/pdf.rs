//! Fuzzes the target `pdf` of `courant::fuzzing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| courant::fuzzing::run("pdf", bytes));
