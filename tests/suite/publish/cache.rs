//! The cache that machines share in object stores, and compressed copies in it.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::super::program::{Told, files, told, write};
use super::super::shards::{AT, built, fine, machine, site};
use super::servers::{Kind, Server};

fn json(told: &Told) -> serde_json::Value {
    serde_json::from_str(&told.out).unwrap()
}

impl Server {
    fn images(&self, folder: &Path, share: &str) -> std::process::Command {
        self.command(folder, &["images", "--at", AT, "--threads", "1", "--shard", share])
    }
}

/// Four machines make a share each, and one of them is killed and starts again: then a build makes nothing.
fn four_machines_and_a_build(kind: Kind) {
    let server = Server::start(kind);
    let site = site(&server.cache());
    let machines: Vec<_> = (0..4).map(|_| machine(site.path())).collect();
    let share = |number: usize| server.images(machines[number].path(), &format!("{}/4", number + 1));
    let mut runs: Vec<_> = (0..4).map(|number| share(number).spawn().unwrap()).collect();
    while server.names("site").is_empty() && runs[1].try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(5));
    }
    runs[1].kill().unwrap();
    for run in &mut runs {
        run.wait().unwrap();
    }
    fine(told(&mut share(1)));
    let last = machine(site.path());
    let report =
        told(server.command(last.path(), &["build", "--at", AT, "--format", "json"]).env("COURANT_CACHE", "read"));
    let wanted = files(&last.path().join(".courant/images")).len();
    let cache = &json(&report)["summary"]["cache"];
    assert_eq!((&cache["found"], &cache["made"]), (&wanted.into(), &0.into()), "{kind:?}: {report:?}");
    let alone = machine(site.path());
    fine(told(server.command(alone.path(), &["build", "--at", AT]).env("COURANT_CACHE", "off")));
    assert!(built(alone.path()) == built(last.path()), "{kind:?}");
    // An object that is torn is mended by the next run that may write.
    let object = format!("site/{}", server.names("site")[0]);
    let good = server.object(&object);
    server.put(&object, &good[..good.len() - 1]);
    let other = machine(site.path());
    let torn = told(&mut server.command(other.path(), &["build", "--at", AT]));
    assert!(torn.status == 0 && torn.err.matches("warning[").count() == 1 && torn.err.contains("is torn"), "{torn:?}");
    assert!(built(alone.path()) == built(other.path()) && server.object(&object) == good, "{kind:?}");
}

#[test]
fn machines_share_a_cache_at_google() {
    four_machines_and_a_build(Kind::Google);
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn machines_share_a_cache_in_moto() {
    four_machines_and_a_build(Kind::Moto);
}

#[test]
#[ignore = "builds and starts tests/servers/s3"]
fn machines_share_a_cache_in_s3s_fs() {
    four_machines_and_a_build(Kind::S3sFs);
}

#[test]
#[ignore = "starts azurite, from npm"]
fn machines_share_a_cache_in_azurite() {
    four_machines_and_a_build(Kind::Azurite);
}

#[test]
#[ignore = "builds and starts tests/servers/s3, and starts moto_server, from PyPI"]
fn keys_that_are_refused_and_a_bucket_that_is_not_there_are_one_warning() {
    let refusing = Server::start(Kind::S3sFs);
    let site = site(&refusing.cache());
    let told = told(refusing.command(site.path(), &["build", "--at", AT]).env("AWS_SECRET_ACCESS_KEY", "fout"));
    assert!(told.status == 0 && told.err.matches("warning[").count() == 1, "{told:?}");
    assert!(told.err.contains("403 Forbidden") && told.err.contains("check AWS_ACCESS_KEY_ID"), "{told:?}");
    let empty = Server::start(Kind::Moto);
    let settings = fs::read_to_string(site.path().join("site.yaml")).unwrap();
    let settings =
        settings.split("cache: ").next().unwrap().to_owned() + &empty.cache().replace("s3://emmer", "s3://geen-emmer");
    for mode in ["read", "write"] {
        let folder = machine(site.path());
        write(folder.path(), "site.yaml", &settings);
        let told = super::super::program::told(
            empty.command(folder.path(), &["build", "--at", AT]).env("COURANT_CACHE", mode),
        );
        assert!(told.status == 0 && told.err.matches("warning[").count() == 1, "{mode}: {told:?}");
        assert!(told.err.contains("create the bucket `geen-emmer` first"), "{mode}: {told:?}");
    }
}

#[test]
fn compressed_copies_are_shared_but_for_those_of_pages() {
    let store = tempfile::tempdir().unwrap();
    let targets = format!(
        "publish: {{doel: {{path: www, precompress: [brotli, gzip]}}}}\ncache: {{store: \"{}\"}}\n",
        store.path().display()
    );
    let site = site(&targets);
    write(site.path(), "static/groot.txt", &"een heel lang verhaal ".repeat(5000));
    write(site.path(), "static/klein.txt", &"een verhaal ".repeat(300));
    let publish = |folder: &Path| {
        let told = super::super::program::courant(folder, &["publish", "--at", AT]);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
        super::contents(&folder.join("www"))
    };
    let first = publish(site.path());
    let objects = || files(&store.path().join("compressed"));
    let before = objects();
    // The style sheet, and the large file.
    assert!(before.len() >= 4, "{before:?}");
    let other = machine(site.path());
    super::super::program::copy(&site.path().join("static"), &other.path().join("static"));
    let moments = || {
        before
            .iter()
            .map(|file| fs::metadata(store.path().join("compressed").join(file)).unwrap().modified().unwrap())
            .collect::<Vec<_>>()
    };
    let written = moments();
    assert!(publish(other.path()) == first);
    assert!(objects() == before && moments() == written, "nothing was compressed again");
    // What the cache gives is what readers get: another object under the same name is not believed.
    let object = store.path().join("compressed").join(&before[0]);
    let bytes = fs::read(&object).unwrap();
    fs::write(&object, fs::read(store.path().join("compressed").join(&before[1])).unwrap()).unwrap();
    let third = machine(site.path());
    super::super::program::copy(&site.path().join("static"), &third.path().join("static"));
    let told = super::super::program::courant(third.path(), &["publish", "--at", AT]);
    assert!(told.status == 0 && told.err.matches("warning[").count() == 1 && told.err.contains("is torn"), "{told:?}");
    assert!(super::contents(&third.path().join("www")) == first && fs::read(&object).unwrap() == bytes);
}
