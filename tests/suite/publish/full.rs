//! A target whose disk is full: what is told, what readers have, and that the next run ends well.

use std::process::Command;

use super::super::program::{command, told, write};
use super::{AT, item_text, site};

/// Publishes to a small file system, then with so much more that it gets full, then with room. No file is ever half there.
const SCRIPT: &str = r#"
mount -t tmpfs -o size=8m none small || exit 90
"$0" publish --at "$1" >&2 || exit 91
cp -r small/www before
used=$(df -k --output=used small | tail -1)
mount -o remount,size=$((used + 40))k small || exit 92
cp -r changed/. .
"$0" publish --at "$1"
status=$?
cd small/www
find . -type f ! -path './.courant-*' > ../../there
cd ../../before
find . -type f ! -path './.courant-*' > ../wanted
cd ..
while read -r file; do
    cmp -s "before/$file" "small/www/$file" || cmp -s "output/$file" "small/www/$file" || { echo "half a file: $file" >&2; exit 93; }
done < there
while read -r file; do
    test -f "small/www/$file" || { echo "gone: $file" >&2; exit 94; }
done < wanted
mount -o remount,size=16m small || exit 95
"$0" publish --at "$1" > again 2>&1 || { cat again >&2; exit 96; }
diff -r -x '.courant-*' output small/www >&2 || exit 97
exit $status
"#;

fn fill(target: &str) {
    let much = "een heel verhaal ".repeat(600);
    let pages: Vec<_> =
        (0..12).map(|item| (format!("content/nieuws/bericht-{item}.md"), item_text(item, &much))).collect();
    let picture = vec![("static/groot.txt".to_owned(), much.repeat(20))];
    for changes in [pages, picture] {
        let folder = site(target);
        std::fs::create_dir(folder.path().join("small")).unwrap();
        for (file, text) in changes {
            write(folder.path(), &format!("changed/{file}"), &text);
        }
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, env!("CARGO_BIN_EXE_courant"), AT]);
        let told = told(unshare.current_dir(command(folder.path()).get_current_dir().unwrap()));
        assert_eq!(told.status, 3, "{target}: {told:?}");
        assert!(
            told.err.contains("error[disk-full]") && told.err.contains("hint: free some"),
            "{target}: {}",
            told.err
        );
    }
}

#[test]
#[ignore = "mounts a small file system, which not every machine lets one do"]
fn a_full_disk_leaves_readers_whole_files_and_the_next_run_goes_on() {
    fill("{path: small/www}");
    fill("{path: small/www, mode: in-place}");
}

#[test]
#[ignore = "mounts a small file system, which not every machine lets one do, and wants rsync, from Debian"]
fn a_full_disk_that_rsync_meets_leaves_readers_whole_files_and_the_next_run_goes_on() {
    fill("{rsync: small/www}");
}
