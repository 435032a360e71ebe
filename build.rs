//! The default theme is compiled into the program: a change of one of its files makes it anew.

fn main() {
    println!("cargo::rerun-if-changed=themes/courant");
}
