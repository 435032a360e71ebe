//! The default theme is compiled into the program: a change of one of its files makes it anew. What the program itself
//! is made of becomes a name, so that what an older one remembered of a site is not believed by a newer one.

#![expect(clippy::disallowed_methods, reason = "this runs before there is a program")]

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=themes/courant");
    println!("cargo::rerun-if-changed=themes/gemeente");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let mut hasher = DefaultHasher::new();
    add(Path::new("src"), &mut hasher)?;
    add(Path::new("themes/courant"), &mut hasher)?;
    add(Path::new("themes/gemeente"), &mut hasher)?;
    // A packaged crate has its dependencies' versions in Cargo.toml.
    fs::read(["Cargo.lock", "Cargo.toml"].into_iter().find(|file| Path::new(file).exists()).unwrap_or("Cargo.toml"))?
        .hash(&mut hasher);
    println!("cargo::rustc-env=COURANT_ENGINE={:016x}", hasher.finish());
    Ok(())
}

fn add(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            add(&path, hasher)?;
        } else {
            path.hash(hasher);
            fs::read(&path)?.hash(hasher);
        }
    }
    Ok(())
}
