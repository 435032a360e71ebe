//! Fuzzes the target `git_index` of `courant::fuzzing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| courant::fuzzing::run("git_index", bytes));
