//! What a release is made of: archives, the script that installs them, npm packages, and the action for GitHub; and the workflows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use super::program::{courant, path_with_bin, read, write, write_program};

pub(super) const ROOT: &str = env!("CARGO_MANIFEST_DIR");
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
pub(super) const GNU: &str = "x86_64-unknown-linux-gnu";
pub(super) const MUSL: &str = "x86_64-unknown-linux-musl";

/// The folder with the archives of a release, of which one is for another C library.
pub(super) static RELEASE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for target in [GNU, MUSL] {
        run("packaging/archive", &[path(&PROGRAM.path().join("courant")), target, path(folder.path())]);
    }
    folder
});

/// The folder with the program, without the names for debuggers.
pub(super) static PROGRAM: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    run("strip", &["-o", path(&folder.path().join("courant")), env!("CARGO_BIN_EXE_courant")]);
    folder
});

pub(super) fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(super) fn output(program: &str, arguments: &[&str]) -> Output {
    let program = if program.contains('/') { Path::new(ROOT).join(program) } else { program.into() };
    Command::new(&program)
        .args(arguments)
        .current_dir(ROOT)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", program.display()))
}

#[track_caller]
pub(super) fn run(program: &str, arguments: &[&str]) -> String {
    let output = output(program, arguments);
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {arguments:?}: {told}");
    told
}

fn archive(folder: &Path, target: &str) -> PathBuf {
    folder.join(format!("courant-{VERSION}-{target}.tar.gz"))
}

/// A copy of the release that a test may change.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(RELEASE.path()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

#[test]
#[ignore = "packs an unoptimised program, which takes half a minute: strip, tar, gzip"]
fn an_archive_has_the_program_with_all_that_belongs_to_it() {
    let listed = run("tar", &["-tzf", path(&archive(RELEASE.path(), GNU))]);
    let name = format!("courant-{VERSION}-{GNU}");
    for file in
        ["courant", "completions/courant.bash", "man/courant-publish.1", "README.md", "LICENSE-MIT", "CHANGELOG.md"]
    {
        assert!(listed.lines().any(|line| line == format!("{name}/{file}")), "{file}: {listed}");
    }
    let again = tempfile::tempdir().unwrap();
    run("packaging/archive", &[path(&PROGRAM.path().join("courant")), GNU, path(again.path())]);
    let bytes = |folder: &Path| fs::read(archive(folder, GNU)).unwrap();
    assert!(bytes(RELEASE.path()) == bytes(again.path()), "two archives of one program differ");
}

#[test]
#[ignore = "packs an unoptimised program, which takes half a minute: strip, tar, gzip"]
fn the_script_installs_what_was_released_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("een map/müller");
    let told = run("packaging/install.sh", &[path(RELEASE.path()), VERSION, path(&into)]);
    assert!(told.contains(&format!("courant {VERSION} is in {}", into.display())), "{told}");
    assert_eq!(run(path(&into.join("courant")), &["--version"]).trim(), format!("courant {VERSION}"));
    // An archive that was changed.
    let changed = copy();
    let mut bytes = fs::read(archive(changed.path(), GNU)).unwrap();
    bytes.push(0);
    fs::write(archive(changed.path(), GNU), bytes).unwrap();
    let nowhere = folder.path().join("nergens");
    let refused = output("packaging/install.sh", &[path(changed.path()), VERSION, path(&nowhere)]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("is not the file that was released"), "{told}");
    assert!(!nowhere.exists());
    // A version that was not released.
    let missing = output("packaging/install.sh", &[path(RELEASE.path()), "99.0.0", path(&nowhere)]);
    let told = String::from_utf8_lossy(&missing.stderr);
    assert!(
        !missing.status.success() && told.contains("hint: look whether the release has this version: 99.0.0"),
        "{told}"
    );
}

#[test]
#[ignore = "packs an unoptimised program, which takes half a minute: strip, tar, gzip"]
fn a_machine_with_an_old_c_library_gets_the_program_that_has_its_own() {
    let release = copy();
    let old = tempfile::tempdir().unwrap();
    write_program(old.path(), "courant", "#!/bin/sh\necho 'GLIBC_2.35 not found' >&2\nexit 1\n");
    let program = old.path().join("courant");
    let packed = Command::new(format!("{ROOT}/packaging/archive"))
        .args([path(&program), GNU, path(release.path())])
        .env("COURANT_HOST", env!("CARGO_BIN_EXE_courant"))
        .output()
        .unwrap();
    assert!(packed.status.success(), "{packed:?}");
    let into = old.path().join("bin");
    let told = run("packaging/install.sh", &[path(release.path()), VERSION, path(&into)]);
    assert!(told.contains(&format!("taking {MUSL} instead")) && told.contains("is in "), "{told}");
}

#[test]
#[ignore = "wants Node.js and npm (.ci/install)"]
fn npm_installs_the_program_of_the_system() {
    let folder = tempfile::tempdir().unwrap();
    let packages = folder.path().join("packages");
    run("node", &["packaging/npm/make.mjs", path(RELEASE.path()), path(&packages)]);
    let site = folder.path().join("site");
    write(&site, "package.json", "{\"name\": \"site\", \"private\": true}");
    let npm = |arguments: &[&str]| {
        let output = Command::new("npm").args(arguments).current_dir(&site).output().unwrap();
        assert!(output.status.success(), "npm {arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let mut files = Vec::new();
    for package in ["courant-linux-x64", "courant"] {
        let packed = npm(&["pack", "--silent", path(&packages.join(package))]);
        files.push(format!("./{}", packed.trim()));
    }
    npm(&["install", "--offline", "--no-audit", "--no-fund", &files[0], &files[1]]);
    assert_eq!(npm(&["exec", "--offline", "courant", "--", "--version"]).trim(), format!("courant {VERSION}"));
    npm(&["exec", "--offline", "courant", "--", "init", "nieuws"]);
    npm(&["exec", "--offline", "courant", "--", "--root", "nieuws", "build"]);
    assert!(site.join("nieuws/output/index.html").exists());
    // An archive that was changed.
    let changed = copy();
    let mut bytes = fs::read(archive(changed.path(), MUSL)).unwrap();
    bytes.push(0);
    fs::write(archive(changed.path(), MUSL), bytes).unwrap();
    let refused =
        output("node", &["packaging/npm/make.mjs", path(changed.path()), path(&folder.path().join("nothing"))]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("is not the file that was released"), "{told}");
    // The exit status of the program is that of the wrapper; without the program, it says what is missing.
    let wrapper = |site: &Path| {
        let script = site.join("node_modules/courant/bin/courant.js");
        Command::new("node").arg(script).args(["--root", "nergens", "build"]).output().unwrap()
    };
    assert_eq!(wrapper(&site).status.code(), Some(2));
    fs::remove_dir_all(site.join("node_modules/courant-linux-x64")).unwrap();
    let lost = wrapper(&site);
    let told = String::from_utf8_lossy(&lost.stderr);
    assert!(lost.status.code() == Some(3) && told.contains("the package courant-linux-x64"), "{told}");
}

#[test]
#[ignore = "wants Node.js and npm packages (.ci/install)"]
fn the_action_installs_checks_builds_and_publishes() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    assert_eq!(courant(root, &["init", "."]).status, 0);
    let settings = format!("{}\npublish:\n  doel: {{path: ../doel}}\n", read(root, "site.yaml"));
    let settings = settings.replace("https://www.example.org", "https://www.dorp-aan-zee.nl");
    write(root, "site.yaml", &settings);
    let steps = |more: &[&str]| {
        let site = format!("inputs.site={}", root.display());
        let from = format!("inputs.from={}", RELEASE.path().display());
        let (version, action) = (format!("github.action_ref=v{VERSION}"), format!("github.action_path={ROOT}"));
        let all = [&["tests/packaging/steps.mjs", "action.yml", &site, &from, &version, &action], more].concat();
        output("node", &all)
    };
    let built = steps(&[]);
    assert!(built.status.success() && root.join("output/index.html").exists(), "{built:?}");
    let published = steps(&["inputs.publish=doel", "inputs.wait=5", "github.token=x"]);
    assert!(published.status.success(), "{published:?}");
    let told = String::from_utf8_lossy(&published.stdout);
    assert!(told.contains("== Build: left out") && told.contains("== Wait for the next moment"), "{told}");
    write(root, "content/nieuws/fout.md", "---\ntitel: Fout\n---\n");
    let refused = steps(&[]);
    let told = String::from_utf8_lossy(&refused.stdout);
    assert!(!refused.status.success() && told.contains("::error file="), "{told}");
}

#[test]
#[ignore = "wants Node.js and npm packages (.ci/install)"]
fn the_workflows_are_valid() {
    let workflows = [".github/workflows/ci.yml", ".github/workflows/release.yml", "action.yml"];
    run("node", &[&["tests/packaging/workflows.mjs"], workflows.as_slice()].concat());
    // Those of the documentation.
    let folder = tempfile::tempdir().unwrap();
    let files = documented().iter().map(|workflow| workflow.file(folder.path())).collect::<Vec<_>>();
    assert!(files.len() >= 4, "{files:?}");
    let files = files.iter().map(String::as_str).collect::<Vec<_>>();
    run("node", &[&["tests/packaging/workflows.mjs"], files.as_slice()].concat());
}

#[test]
#[ignore = "wants kubernetes-validate (.ci/install)"]
fn the_manifests_of_the_documentation_are_valid() {
    let folder = tempfile::tempdir().unwrap();
    let text = read(Path::new(ROOT), "docs/scale.md");
    let blocks = text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let manifests: Vec<&str> = blocks.filter(|block| block.contains("\nkind: ")).collect();
    assert_eq!(manifests.len(), 1);
    let validate = |manifest: &str| {
        let file = folder.path().join("job.yaml");
        fs::write(&file, manifest).unwrap();
        let mut python = Command::new("python3");
        python.args(["-m", "kubernetes_validate", "--strict", "--kubernetes-version", "1.33", path(&file)]);
        python.env("PYTHONPATH", format!("{ROOT}/tests/packaging/python_packages")).output().unwrap()
    };
    for manifest in manifests {
        let done = validate(manifest);
        assert!(done.status.success(), "{done:?}");
        let spoiled = validate(&manifest.replace("completionMode", "completionMood"));
        assert!(!spoiled.status.success(), "{spoiled:?}");
        assert!(
            manifest.contains("completionMode: Indexed")
                && manifest.contains("completions: 16")
                && manifest.contains("--shard, /16")
        );
    }
}

/// Workflow in the documentation.
struct Workflow {
    document: PathBuf,
    text: String,
}

impl Workflow {
    fn file(&self, folder: &Path) -> String {
        let count = fs::read_dir(folder).unwrap().count();
        let file = folder.join(format!("{count}.yml"));
        fs::write(&file, &self.text).unwrap();
        path(&file).to_owned()
    }

    fn job(&self) -> &str {
        let after = self.text.split_once("jobs:\n  ").unwrap().1;
        after.split_once(':').unwrap().0
    }
}

fn documented() -> Vec<Workflow> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(Path::new(ROOT).join("docs")).sort_by_file_name() {
        let document = entry.unwrap().into_path();
        let text =
            if document.extension().is_some_and(|end| end == "md") { fs::read_to_string(&document) } else { continue };
        for block in text.unwrap().split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            if block.contains("runs-on:") {
                found.push(Workflow { document: document.clone(), text: block.to_owned() });
            }
        }
    }
    found
}

#[test]
#[ignore = "wants Node.js and npm packages (.ci/install)"]
fn the_workflows_of_the_documentation_publish_a_site() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    assert_eq!(courant(folder.path(), &["init", "site"]).status, 0);
    let targets =
        "publish:\n  pages: {path: ../pages}\n  production: {path: ../production}\n  server: {path: ../production}\n";
    let settings = read(&site, "site.yaml").replace("https://www.example.org", "https://www.dorp-aan-zee.nl");
    write(&site, "site.yaml", &format!("{settings}\n{targets}"));
    without_waiting(folder.path());
    let (from, action) = (format!("inputs.from={}", RELEASE.path().display()), format!("github.action_path={ROOT}"));
    let mut ran = 0;
    // One looks at the sites that the texts link to. `--against` compares with what was published, by another workflow.
    let mut workflows = documented();
    workflows.retain(|workflow| !workflow.text.contains("--external"));
    workflows.sort_by_key(|workflow| workflow.text.contains("--against"));
    for workflow in workflows {
        let done = Command::new("node")
            .arg(format!("{ROOT}/tests/packaging/steps.mjs"))
            .args([
                &workflow.file(folder.path()),
                "--job",
                workflow.job(),
                &from,
                &action,
                "github.token=x",
                "matrix.shard=1",
            ])
            .env("PATH", path_with_bin(folder.path()))
            .current_dir(&site)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}: {done:?}", workflow.document.display());
        assert!(
            String::from_utf8_lossy(&done.stdout).contains("== Install Courant\n"),
            "{}",
            workflow.document.display()
        );
        ran += 1;
    }
    assert!(ran >= 3);
    assert!(folder.path().join("pages/index.html").exists() && folder.path().join("production/index.html").exists());
}

/// Puts a `sleep` that does not, and a `gh` that asks nobody, into `bin/` of a folder: a moment may be near.
fn without_waiting(folder: &Path) {
    for program in ["sleep", "gh"] {
        write_program(folder, &format!("bin/{program}"), "#!/bin/sh\n");
    }
}
