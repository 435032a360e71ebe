//! What the `rsync` command reaches as a target: a path, and a module of an rsync server on a port of this machine.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::super::hosts::{Server, free_address};
use super::super::program::{Told, command, courant, files, path_with_bin, read, told, write, write_program};
use super::kills::kill_in;
use super::{AT, assert_is_the_site, contents, item_text, plan, publish, published, site};

/// A server of rsync with two modules of one folder, `dorp`, and `geheim` for who has a password; until it is dropped.
fn serve(folder: &Path) -> Server {
    let address = free_address();
    fs::create_dir_all(folder.join("www")).unwrap();
    let owner = fs::metadata(folder).unwrap();
    write(folder, "geheimen", "anna:sesam\n");
    fs::set_permissions(folder.join("geheimen"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let module =
        |name: &str, more: &str| format!("[{name}]\n  path = {0}/www\n  read only = no\n  {more}\n", folder.display());
    let settings = format!(
        "address = 127.0.0.1\nport = {}\nuse chroot = no\nuid = {}\ngid = {}\n{}{}",
        address.port(),
        owner.uid(),
        owner.gid(),
        module("dorp", ""),
        module("geheim", &format!("auth users = anna\n  secrets file = {}/geheimen", folder.display())),
    );
    write(folder, "rsyncd.conf", &settings);
    let mut command = Command::new("rsync");
    command.args(["--daemon", "--no-detach", "--config"]).arg(folder.join("rsyncd.conf"));
    Server::start(&mut command, address)
}

/// A site whose target is the folder `www`, as a path or through a server.
struct Place {
    folder: TempDir,
    target: String,
    _server: Option<Server>,
}

fn retarget(folder: &Path, target: &str) {
    let settings = format!("title: Proef\nbase_url: https://proef.example\nper_page: 5\npublish:\n  doel: {target}\n");
    write(folder, "site.yaml", &settings);
}

impl Place {
    fn of(is_server: bool, more: &str) -> Self {
        let folder = site("{}");
        let server = is_server.then(|| serve(folder.path()));
        let to = server.as_ref().map_or("www".to_owned(), |server| format!("rsync://{}/dorp", server.address));
        let target = format!("{{rsync: '{to}'{more}}}");
        retarget(folder.path(), &target);
        Self { folder, target, _server: server }
    }

    /// One of each kind.
    fn both(more: &str) -> [Self; 2] {
        [false, true].map(|is_server| Self::of(is_server, more))
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn only_what_differs_is_sent_and_what_the_site_no_longer_has_is_removed() {
    for place in Place::both("") {
        let folder = place.path();
        assert!(plan(folder).len() > 30);
        assert_eq!(contents(&folder.join("www")).len(), 0, "a dry run does nothing");
        assert!(published(folder, &[]).starts_with("doel received "));
        assert_is_the_site(folder, "www");
        let left: Vec<String> = fs::read_dir(folder.join("www"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(!left.iter().any(|name| name.contains("courant-tmp") || name.contains("lock")), "{left:?}");
        let inode = |file: &str| fs::metadata(folder.join("www").join(file)).unwrap().ino();
        let kept = inode("nieuws/2020/bericht-4/index.html");
        assert!(published(folder, &[]).starts_with("doel is up to date: "));
        write(folder, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        published(folder, &[]);
        assert_is_the_site(folder, "www");
        assert_eq!(inode("nieuws/2020/bericht-4/index.html"), kept);
        fs::remove_file(folder.join("content/nieuws/bericht-3.md")).unwrap();
        let out = published(folder, &["--let-go", "/nieuws/2020/bericht-3/"]);
        assert!(out.contains("1 removed"), "{out}");
        assert_is_the_site(folder, "www");
        assert!(!folder.join("www/nieuws/2020/bericht-3").exists(), "a folder that is empty goes too");
        assert_eq!(plan(folder), Vec::<String>::new());
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn files_of_someone_else_and_what_a_pattern_keeps_stay() {
    for place in Place::both(", keep: [robots.txt]") {
        let folder = place.path();
        write(folder, "www/wp-content/uploads/oud  a.jpg", "oud");
        write(folder, "www/nieuws/2020/bericht-3/ander.txt", "ander");
        write(folder, "www/robots.txt", "van een ander");
        std::os::unix::fs::symlink("/etc/hostname", folder.join("www/snelkoppeling")).unwrap();
        fs::create_dir(folder.join("www/leeg")).unwrap();
        let out = published(folder, &[]);
        assert!(out.contains("4 files from elsewhere left alone"), "{out}");
        fs::remove_file(folder.join("content/nieuws/bericht-3.md")).unwrap();
        published(folder, &["--let-go", "/nieuws/2020/bericht-3/"]);
        for (file, text) in [
            ("wp-content/uploads/oud  a.jpg", "oud"),
            ("nieuws/2020/bericht-3/ander.txt", "ander"),
            ("robots.txt", "van een ander"),
        ] {
            assert_eq!(read(folder, &format!("www/{file}")), text);
        }
        assert!(fs::symlink_metadata(folder.join("www/snelkoppeling")).unwrap().is_symlink());
        assert!(folder.join("www/leeg").is_dir());
        write(folder, "static/snelkoppeling", "van ons");
        let told = publish(folder, &[]);
        assert!(
            told.status == 2 && told.err.contains("error[target-not-ours]: this run would overwrite `snelkoppeling`"),
            "{told:?}"
        );
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn what_somebody_changed_there_is_made_right_and_a_machine_that_remembers_nothing_sends_only_that() {
    for place in Place::both("") {
        let folder = place.path();
        published(folder, &[]);
        let page = folder.join("www/nieuws/2020/bericht-1/index.html");
        let (size, time) = (fs::read(&page).unwrap().len(), fs::metadata(&page).unwrap().modified().unwrap());
        fs::write(&page, vec![b'x'; size]).unwrap();
        fs::remove_file(folder.join("www/nieuws/2020/bericht-2/index.html")).unwrap();
        let file = fs::File::options().append(true).open(&page).unwrap();
        file.set_modified(time + Duration::from_secs(1)).unwrap();
        fs::remove_dir_all(folder.join(".courant")).unwrap();
        fs::remove_dir_all(folder.join("output")).unwrap();
        assert_eq!(
            plan(folder),
            ["+ nieuws/2020/bericht-2/index.html", "~ nieuws/2020/bericht-1/index.html"].map(str::to_owned)
        );
        published(folder, &[]);
        assert_is_the_site(folder, "www");
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn a_folder_and_a_file_can_take_each_others_place() {
    for place in Place::both("") {
        let folder = place.path();
        write(folder, "static/bijlage", "een bestand");
        write(folder, "static/map/b/a.txt", "in een map");
        published(folder, &[]);
        fs::remove_file(folder.join("static/bijlage")).unwrap();
        fs::remove_dir_all(folder.join("static/map")).unwrap();
        write(folder, "static/bijlage/a.txt", "in een map");
        write(folder, "static/map", "een bestand");
        published(folder, &[]);
        assert_is_the_site(folder, "www");
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn names_are_names_whatever_is_in_them() {
    for place in Place::both("") {
        let folder = place.path();
        let names = [
            "-rf",
            "--delete",
            "a  b.txt",
            "'q $(x) `y`.txt",
            "😀é.txt",
            "x/-v/~",
            " voor.txt",
            "שלום.txt",
            "[a-z]?.txt",
        ];
        let names = names.iter().filter(|name| !name.contains(['?', '~']));
        for name in names.clone() {
            write(folder, &format!("static/{name}"), "een");
        }
        published(folder, &[]);
        assert_is_the_site(folder, "www");
        assert_eq!(plan(folder), Vec::<String>::new());
        for name in names.clone() {
            write(folder, &format!("static/{name}"), "twee");
        }
        published(folder, &[]);
        assert_is_the_site(folder, "www");
        fs::remove_dir_all(folder.join(".courant")).unwrap();
        assert_eq!(plan(folder), Vec::<String>::new(), "each is known by its bytes");
        for name in names {
            fs::remove_file(folder.join("static").join(name)).unwrap();
        }
        published(folder, &[]);
        assert_is_the_site(folder, "www");
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn the_state_before_the_last_run_can_be_put_back_and_forth() {
    for place in Place::both("") {
        let folder = place.path();
        published(folder, &[]);
        let first = contents(&folder.join("www"));
        write(folder, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        write(folder, "content/nieuws/nieuw.md", "---\ntitle: Nieuw\ndate: 2020-12-24\n---\nNieuw.\n");
        fs::remove_file(folder.join("content/nieuws/bericht-3.md")).unwrap();
        published(folder, &["--let-go", "/nieuws/2020/bericht-3/"]);
        let second = contents(&folder.join("www"));
        for expected in [&first, &second, &first] {
            let told = courant(folder, &["publish", "--rollback"]);
            assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
            assert!(contents(&folder.join("www")) == *expected);
        }
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn a_second_run_says_who_is_publishing_and_since_when_unless_that_one_is_dead() {
    for place in Place::both("") {
        let folder = place.path();
        published(folder, &[]);
        write(folder, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        let lock = |at: u64| format!("bob@elders\n2021-01-01 09:30:00 +01:00\n{at}\n7\n");
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        write(folder, "www/.courant-lock", &lock(now - 60));
        let told = publish(folder, &[]);
        assert!(
            told.status == 3 && told.err.contains("error[target-locked]: bob@elders has been publishing to `"),
            "{told:?}"
        );
        assert!(
            told.err.contains("since 2021-01-01 09:30:00 +01:00\n") && told.err.contains("--break-lock"),
            "{told:?}"
        );
        assert_eq!(read(folder, "www/.courant-lock"), lock(now - 60));
        published(folder, &["--break-lock"]);
        assert!(!folder.join("www/.courant-lock").exists());
        write(folder, "content/nieuws/bericht-0.md", &item_text(0, "derde druk"));
        write(folder, "www/.courant-lock", &lock(now - 7200));
        published(folder, &[]);
        // Of two runs of this machine that were killed the later one had not put its lock yet.
        let held = files(&folder.join(".courant")).into_iter().find(|file| file.ends_with("/held")).unwrap();
        write(folder, &format!(".courant/{held}"), &format!("{}{}", lock(now - 20), lock(now - 30)));
        write(folder, "www/.courant-lock", &lock(now - 30));
        published(folder, &[]);
        assert_is_the_site(folder, "www");
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn a_run_leaves_the_lock_of_another_where_it_is() {
    // The command runs when all is published, and before the lock is removed.
    for place in Place::both(", after: {purge: {command: \"cp ander www/.courant-lock\"}}") {
        let folder = place.path();
        let other = format!("bob@elders\n2021-01-01 09:30:00 +01:00\n{}\n", i64::MAX);
        write(folder, "ander", &other);
        published(folder, &[]);
        assert_eq!(read(folder, "www/.courant-lock"), other);
        assert!(folder.join("www/.courant-tmp").is_dir(), "the other run works there");
    }
}

/// Publishes with something in the environment.
fn publish_with(folder: &Path, name: &str, value: &str) -> Told {
    told(command(folder).args(["publish", "--at", AT]).env(name, value))
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn what_fails_is_told_with_what_to_do() {
    let folder = site("{}");
    let server = serve(folder.path());
    let place = |path: &str| format!("{{rsync: 'rsync://{}/{path}'}}", server.address);
    retarget(folder.path(), &place("nergens/"));
    let told = publish(folder.path(), &[]);
    assert!(
        told.status == 3
            && told.err.contains("error[target-missing]: rsync, with rsync://")
            && told.err.contains("Unknown module"),
        "{told:?}"
    );
    retarget(folder.path(), &place("geheim/").replace("rsync://", "rsync://anna@"));
    let told = publish_with(folder.path(), "RSYNC_PASSWORD", "fout");
    assert!(
        told.status == 3 && told.err.contains("error[target-refuses]") && told.err.contains("RSYNC_PASSWORD"),
        "{told:?}"
    );
    let told = publish_with(folder.path(), "RSYNC_PASSWORD", "sesam");
    assert_eq!((told.status, told.err.as_str()), (0, ""));
    assert_is_the_site(folder.path(), "www");
    let told = publish_with(folder.path(), "PATH", "/nergens");
    assert!(
        told.status == 2 && told.err.contains("error[program-missing]: the program `rsync` is not installed"),
        "{told:?}"
    );
    retarget(folder.path(), "{rsync: /nergens/ook/niet/}");
    assert_eq!(publish(folder.path(), &[]).status, 3);
    drop(server);
    retarget(folder.path(), "{rsync: 'rsync://127.0.0.1:1/dorp/'}");
    let told = publish(folder.path(), &[]);
    assert!(
        told.status == 3 && told.err.contains("error[rsync-failed]") && told.err.contains("Connection refused"),
        "{told:?}"
    );
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn what_was_put_is_known_without_comparing_its_bytes() {
    let place = Place::of(false, ", precompress: [gzip]");
    let folder = place.path();
    // Notes what it is asked, and asks it of the real one.
    let real = std::env::var("PATH").unwrap();
    write_program(
        folder,
        "bin/rsync",
        &format!("#!/bin/sh\necho \"$*\" >> {}/vragen\nPATH='{real}' exec rsync \"$@\"\n", folder.display()),
    );
    let path = path_with_bin(folder);
    for _ in 0..2 {
        let _ = fs::remove_file(folder.join("vragen"));
        let told = publish_with(folder, "PATH", &path);
        assert_eq!((told.status, told.err.as_str()), (0, ""));
        let asked = read(folder, "vragen");
        assert!(asked.contains("--list-only") && !asked.contains("--checksum"), "{asked}");
    }
    fs::remove_file(folder.join("www/.courant-manifest")).unwrap();
    assert_eq!(publish_with(folder, "PATH", &path).status, 0);
    assert!(read(folder, "vragen").contains("--checksum"), "without the manifest nothing is known of them");
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn another_machine_is_reached_by_a_remote_shell() {
    let folder = site("{}");
    // One that runs here what it is told to run on a host, as SSH would there.
    write_program(
        folder.path(),
        "schelp",
        "#!/bin/sh\ntest \"$1\" = dorp.example || exit 255\nshift\nexec sh -c \"$*\"\n",
    );
    let shell = folder.path().join("schelp").display().to_string();
    retarget(folder.path(), &format!("{{rsync: \"dorp.example:{}/www van 't dorp\"}}", folder.path().display()));
    for edition in ["eerste druk", "tweede druk"] {
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, edition));
        let told = publish_with(folder.path(), "RSYNC_RSH", &shell);
        assert_eq!((told.status, told.err.as_str()), (0, ""));
        assert_is_the_site(folder.path(), "www van 't dorp");
    }
    retarget(folder.path(), "{rsync: 'elders.example:/var/www'}");
    let told = publish_with(folder.path(), "RSYNC_RSH", &shell);
    assert!(
        told.status == 3 && told.err.contains("error[rsync-failed]: rsync, with elders.example:/var/www: "),
        "{told:?}"
    );
}

#[test]
#[ignore = "kills a run again and again, which takes a while, and wants rsync, from Debian"]
fn a_killed_run_never_shows_a_page_without_its_style_and_the_next_one_goes_on() {
    for place in Place::both("") {
        kill_in(place.path(), &place.target, 25);
    }
}
