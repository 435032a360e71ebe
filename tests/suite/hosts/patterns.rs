//! Patterns of hosts, tried with the libraries that the hosts use.

use std::path::Path;
use std::process::Command;

use super::{NASTY_HREF, site};

/// Tries the patterns of `vercel.json` with the library that Vercel uses, and those of `firebase.json`, which are of a common
/// subset of RE2 and JavaScript: each matches its own address and no other.
const PATTERNS: &str = r"
const {pathToRegexp} = require('path-to-regexp');
const has = (r, query) => (r.has ?? []).every(h => new RegExp(`^(?:${h.value})$`).test(query.get(h.key) ?? ''));
const read = name => JSON.parse(require('fs').readFileSync(name));
const vercel = read('vercel.json').redirects.filter(r => has(r, new URLSearchParams())).map(r => [pathToRegexp(r.source, [], {strict: true, sensitive: true}), r]);
const firebase = read('firebase.json').hosting.redirects.map(r => [new RegExp(r.regex.replaceAll('(?P<', '(?<')), r]);
const addresses = [...process.argv.slice(1), '/', '/nieuws/', '/nieuws/2020/een/', '/oud/', '/oud/x/', '/oud/(.+)x/'];
for (const [name, rules] of [['vercel', vercel], ['firebase', firebase]])
  for (const address of addresses)
    console.log(name, address, rules.filter(([pattern]) => pattern.test(address)).map(([, r]) => r.destination).join(' '));
";

#[test]
#[ignore = "needs Node.js and path-to-regexp"]
fn patterns_of_hosts_match_their_own_address_only() {
    let folder = site("firebase, vercel");
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/node_modules");
    let mut node = Command::new("node");
    node.args(["-e", PATTERNS, "/oud/een/", "/oud/a%20b/", NASTY_HREF]);
    node.args(["/blog/een.html", "/blog/a/b.html", "/jaar/2020-a/", "/oud-blog/a/b"]).env("NODE_PATH", packages);
    let output = node.current_dir(folder.path().join("output")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told.lines().count(), 26, "{told}");
    for line in told.lines() {
        let (address, to) = line.split_once(' ').unwrap().1.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        let expected = match address {
            "/oud/een/" | "/oud/a%20b/" | NASTY_HREF => "/nieuws/2020/een/",
            "/blog/een.html" => "/nieuws/2020/:slug/",
            "/jaar/2020-a/" => "/nieuws/:jaar/:slug/",
            "/oud-blog/a/b" => "https://elders.example/x/:splat",
            "/nieuws/2020/een/" => "/nergens/:slug/",
            _ => "",
        };
        assert_eq!(to.trim_end_matches('*'), expected, "{told}");
    }
}
