//! Fuzzes the target `archive` of `courant::fuzzing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| courant::fuzzing::run("archive", bytes));
