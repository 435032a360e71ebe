//! A preview survives overload and lost events, and leaves no files.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::server::{Preview, item, small_site};
use crate::program::{command, files, interrupt, interruptible, write};

#[test]
fn polling_finds_changes() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &["--poll"]);
    preview.until_seen("/nieuws/2014/een/", "De eerste tekst.");
    write(site, "content/nieuws/een.md", &item("Een", "", "Gevonden."));
    preview.until_seen("/nieuws/2014/een/", "Gevonden.");
}

#[test]
#[ignore = "wants unshare"]
fn without_room_for_watches_the_preview_polls_and_says_so() {
    let folder = small_site();
    let site = folder.path();
    let mut limited = command(site);
    let script = "echo 0 > /proc/sys/user/max_inotify_watches && exec \"$0\" serve --port 0";
    let program = limited.get_program().to_owned();
    let mut unshare = Command::new("unshare");
    unshare.current_dir(site).args(["--user", "--map-root-user", "sh", "-c", script]).arg(program);
    limited = unshare;
    let preview = Preview::with(&mut limited);
    preview.until_seen("/nieuws/2014/een/", "De eerste tekst.");
    write(site, "content/nieuws/een.md", &item("Een", "", "Gevonden."));
    preview.until_seen("/nieuws/2014/een/", "Gevonden.");
    let (_, err) = preview.end();
    assert!(err.contains("polling instead") && err.contains("max_user_watches"), "{err}");
}

#[test]
fn an_overflow_of_watch_events_rescans_all_files() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/een/", "De eerste tekst.");
    let queued = std::fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let queued: usize = queued.trim().parse().unwrap();
    preview.while_it_sleeps(|| {
        // Each write causes two events or more; repeated writes to one file would be merged into one.
        for number in 0..queued {
            write(site, &format!("static/{}.txt", number % 2), "anders");
        }
        write(site, "content/nieuws/een.md", &item("Een", "", "Na de vloed."));
        std::fs::remove_file(site.join("content/nieuws/twee.md")).unwrap();
    });
    preview.until_seen("/nieuws/2014/een/", "Na de vloed.");
    preview.until("/nieuws/2014/twee/", |answer| answer.status == 404);
}

#[test]
fn an_interrupt_ends_the_preview_at_once_and_leaves_no_files() {
    let folder = small_site();
    let site = folder.path();
    let before = files(site);
    let mut preview = Preview::with(&mut interruptible(command(site).args(["serve", "--port", "0"])));
    preview.until("/", |answer| answer.status == 200);
    interrupt(&preview.child);
    let started = Instant::now();
    while preview.child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(10), "it still runs ten seconds after an interrupt");
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(files(site), before);
    // The port is free again for the next one.
    let port = preview.port.to_string();
    let again = Preview::with(command(site).args(["serve", "--port", &port]));
    again.until("/", |answer| answer.status == 200);
}

#[test]
#[ignore = "wants wrk, and takes half a minute"]
fn requests_under_load_during_saves_are_all_answered_by_one_whole_site() {
    let folder = small_site();
    let site = folder.path();
    for number in 0..200 {
        write(
            site,
            &format!("content/nieuws/bericht-{number}.md"),
            &item(&format!("Bericht {number}"), "", "Een tekst."),
        );
    }
    let preview = Preview::of(site, &[]);
    preview.until_seen("/", "Twee");
    let url = format!("http://127.0.0.1:{}", preview.port);
    let (is_over, mixed) = (AtomicBool::new(false), AtomicBool::new(false));
    let memory = thread::scope(|scope| {
        scope.spawn(|| save_again_and_again(site, &is_over));
        scope.spawn(|| look_again_and_again(&preview, &is_over, &mixed));
        let run = |path: &str, time: &str| {
            let wrk = Command::new("wrk")
                .args(["-c", "64", "-t", "2", "-d", time, "--timeout", "5s"])
                .arg(format!("{url}{path}"))
                .output()
                .unwrap();
            let told = String::from_utf8(wrk.stdout).unwrap();
            let requests: u64 = told
                .split(" requests in")
                .next()
                .and_then(|rest| rest.split_whitespace().last()?.parse().ok())
                .unwrap();
            assert!(wrk.status.success() && !told.contains("Socket errors") && !told.contains("Non-2xx"), "{told}");
            requests
        };
        let warm = run("/nieuws/2014/een/", "10s");
        let after_warming = preview.memory();
        let requests = warm + run("/nieuws/2014/een/", "10s") + run("/nieuws/", "10s");
        let at_the_end = preview.memory();
        is_over.store(true, Ordering::Relaxed);
        assert!(requests > 10_000, "{requests}");
        (after_warming, at_the_end)
    });
    assert!(!mixed.load(Ordering::Relaxed), "a page had parts of two saves");
    let (before, after) = memory;
    assert!(after < before + 20 * 1024, "memory grew from {before} to {after} KiB");
}

fn save_again_and_again(site: &std::path::Path, is_over: &AtomicBool) {
    for number in 0.. {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        write(
            site,
            "content/nieuws/een.md",
            &item(&format!("Keer {number}."), "", &format!("De tekst van keer {number}.")),
        );
        thread::sleep(Duration::from_millis(100));
    }
}

/// The title and the text of a page are of one save.
fn look_again_and_again(preview: &Preview, is_over: &AtomicBool, mixed: &AtomicBool) {
    while !is_over.load(Ordering::Relaxed) {
        let page = preview.get("/nieuws/2014/een/").text();
        let number =
            |before: &str| page.split(before).nth(1).and_then(|rest| rest.split('.').next()).map(str::to_owned);
        if page.contains("Keer ") && number("<h1 dir=\"auto\">Keer ") != number("De tekst van keer ") {
            mixed.store(true, Ordering::Relaxed);
        }
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn downloads_that_nobody_reads_do_not_block_others() {
    let folder = small_site();
    let large = vec![b'x'; 8 << 20];
    write(folder.path(), "static/los.txt", "los");
    std::fs::write(folder.path().join("static/groot.bin"), &large).unwrap();
    let preview = Preview::of(folder.path(), &[]);
    preview.until("/", |answer| answer.status == 200);
    let stalled: Vec<TcpStream> = (0..530)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
            let asked = format!("GET /groot.bin HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port);
            // The preview closes the oldest connections, which may be this one already.
            let _ = stream.write_all(asked.as_bytes());
            stream
        })
        .collect();
    assert_eq!(preview.get("/").status, 200);
    assert_eq!(preview.get("/los.txt").text(), "los");
    assert_eq!(preview.get("/groot.bin").body, large);
    drop(stalled);
}
