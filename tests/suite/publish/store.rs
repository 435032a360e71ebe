//! Object stores as targets: what publishing does is tried at each, and what only some can do after it.

use std::fs;
use std::net::TcpListener;

use super::super::program::{told, write};
use super::behaviours;
use super::proxy::Proxy;
use super::servers::{Kind, Server, aim, set};

/// A test of each behaviour, at one store.
macro_rules! at {
    (@one $kind:ident $behaviour:ident [$($attribute:tt)*]) => {
        #[test]
        $($attribute)*
        fn $behaviour() {
            super::behaviours::$behaviour(&super::Server::start(super::Kind::$kind));
        }
    };
    ($kind:ident, $attributes:tt, $($behaviour:ident)*) => {
        $(at! { @one $kind $behaviour $attributes })*
    };
}

/// The same at every store; the last behaviour takes a while.
macro_rules! at_every_store {
    ($($behaviour:ident)*; $slow:ident) => {
        mod moto {
            at! { Moto, [#[ignore = "starts moto_server, from PyPI"]], $($behaviour)* $slow }
        }
        mod s3s_fs {
            at! { S3sFs, [#[ignore = "builds and starts tests/servers/s3"]], $($behaviour)* $slow }
        }
        mod azurite {
            at! { Azurite, [#[ignore = "starts azurite, from npm"]], $($behaviour)* $slow }
        }
        mod google {
            at! { Google, [], $($behaviour)* }
            at! { Google, [#[ignore = "kills a run fifty times, which takes a while"]], $slow }
        }
    };
}

at_every_store! {
    only_what_differs_is_sent_with_its_headers
    only_files_that_are_named_by_their_contents_are_kept_for_a_year
    what_was_there_is_known_without_memory_and_without_manifest
    a_shared_draft_is_at_its_address_until_it_ends
    what_pages_show_is_there_before_them_and_what_is_gone_goes_last
    files_of_someone_else_stay_and_so_does_what_a_pattern_keeps
    a_change_of_what_is_told_of_a_file_is_a_change
    a_store_can_go_back_and_forth
    a_second_run_is_told_who_publishes_and_a_dead_run_keeps_nobody_out
    a_run_leaves_the_lock_of_another_where_it_is
    a_server_and_a_network_that_fail_now_and_then_are_asked_again
    a_large_file_travels_in_parts;
    a_run_that_is_killed_goes_on_and_no_page_ever_misses_what_it_shows
}

// s3s-fs makes a bucket that is not there.
#[test]
#[ignore = "starts moto_server, from PyPI, and azurite, from npm"]
fn a_store_that_is_not_there_is_told_with_what_to_do() {
    for kind in [Kind::Moto, Kind::Azurite, Kind::Google] {
        behaviours::a_store_that_is_not_there_is_told_with_what_to_do(&Server::start(kind));
    }
}

#[test]
#[ignore = "starts azurite, from npm, and builds and starts tests/servers/s3"]
fn keys_that_a_store_refuses_are_told_with_where_they_come_from() {
    let wrong = "d3JvbmcgZ2VoZWlt";
    for (kind, key, told_of) in [
        (Kind::S3sFs, "AWS_SECRET_ACCESS_KEY", "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment"),
        (Kind::Azurite, "AZURE_STORAGE_ACCOUNT_KEY", "check AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY"),
    ] {
        let server = Server::start(kind);
        let folder = server.site("");
        let told = told(server.run(folder.path(), &[]).env(key, wrong));
        assert!(told.status == 3 && told.err.contains("error[target-refuses]"), "{told:?}");
        assert!(told.err.contains("the server answers 403 Forbidden: ") && told.err.contains(told_of), "{told:?}");
        assert!(!told.err.contains(wrong) && !told.err.contains("<?xml"), "{told:?}");
        assert!(server.names("site").is_empty());
    }
}

#[test]
fn a_store_without_keys_or_that_is_not_reached_is_told_as_such() {
    let server = Server::start(Kind::Google);
    let folder = server.site("");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    aim(folder.path(), closed);
    let told = server.publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[target-failed]"), "{told:?}");
    assert!(told.err.contains("the server cannot be reached (127.0.0.1: the host refuses connections)"), "{told:?}");
    set(folder.path(), "gs://emmer", "az://emmer");
    let told = server.publish(folder.path(), &[]);
    assert!(told.status == 2 && told.err.contains("error[target-unusable]"), "{told:?}");
    assert!(told.err.contains("AZURE_STORAGE_ACCOUNT_NAME") && !told.err.contains("Generic"), "{told:?}");
}

#[test]
#[ignore = "starts azurite, from npm"]
fn azure_is_reached_by_the_settings_of_its_emulator() {
    let server = Server::start(Kind::Azurite);
    let folder = server.site("");
    let text = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    let (before, rest) = text.split_once(", endpoint: \"").unwrap();
    write(folder.path(), "site.yaml", &format!("{before}{}", rest.split_once('"').unwrap().1));
    let mut run = server.run(folder.path(), &[]);
    run.env_remove("AZURE_STORAGE_ACCOUNT_NAME").env_remove("AZURE_STORAGE_ACCOUNT_KEY");
    run.env("AZURE_STORAGE_USE_EMULATOR", "true").env("AZURITE_BLOB_STORAGE_URL", format!("http://{}", server.address));
    let told = told(&mut run);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    server.assert_is_the_site(folder.path());
}

#[test]
#[ignore = "mounts a small file system, which not every machine lets one do"]
fn a_store_whose_disk_is_full_is_told_and_the_next_run_goes_on() {
    let server = Server::small(2000);
    let folder = server.site("");
    server.put("elders/ballast", &vec![b'x'; 1_700_000]);
    for file in 0..60 {
        write(folder.path(), &format!("static/beeld-{file}.txt"), &format!("{file}").repeat(4000));
    }
    let told = server.publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("the server answers 500 Internal Server Error"), "{told:?}");
    assert!(told.err.contains("the run resumes where it stopped"), "{told:?}");
    let there = server.files().len();
    server.remove("elders/ballast");
    let proxy = Proxy::start(server.address, None, 1);
    aim(folder.path(), proxy.address);
    server.published(folder.path(), &[]);
    server.assert_is_the_site(folder.path());
    let sent = proxy.seen().iter().filter(|line| line.starts_with("PUT ")).count();
    assert!(there > 0 && sent < server.files().len() + 3, "{there} were there, {sent} were sent");
    assert!(server.published(folder.path(), &[]).starts_with("doel is up to date: "));
}
