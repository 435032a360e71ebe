//! A draft in Listmonk: a server of this machine that answers as Listmonk does, and fails as servers do.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use super::super::program::{Told, command, courant, read, told, write};
use super::{SETTINGS, digests, site};

/// What the server has to do with the next requests.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Well,
    Status(u16),
    Cut,
    CutBody,
    NoJson,
    OtherJson,
    Elsewhere,
}

/// A server in the form of Listmonk: it makes drafts for one user.
struct Listmonk {
    url: String,
    mood: Arc<Mutex<Mood>>,
    /// The campaigns that were made.
    campaigns: Arc<Mutex<Vec<Value>>>,
}

impl Listmonk {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (mood, campaigns) = (Arc::new(Mutex::new(Mood::Well)), Arc::new(Mutex::new(Vec::new())));
        let (its_mood, its_campaigns) = (Arc::clone(&mood), Arc::clone(&campaigns));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mood = *its_mood.lock().unwrap();
                answer(stream.unwrap(), mood, &its_campaigns);
            }
        });
        Self { url, mood, campaigns }
    }

    fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn campaigns(&self) -> Vec<Value> {
        self.campaigns.lock().unwrap().clone()
    }
}

/// The head and the body of a request.
fn request(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut part).unwrap();
        bytes.extend_from_slice(&part[..read]);
        let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
        let length: usize = length.unwrap().trim().parse().unwrap();
        if bytes.len() >= end + 4 + length {
            return (head, bytes[end + 4..].to_vec());
        }
    }
}

fn answer(mut stream: TcpStream, mood: Mood, campaigns: &Mutex<Vec<Value>>) {
    let (head, body) = request(&mut stream);
    let mut say = |status: &str, text: &str| {
        let length = text.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(format!("{head}{text}").as_bytes()).unwrap();
    };
    let campaign: Value = serde_json::from_slice(&body).unwrap();
    let is_allowed = head.lines().any(|line| line.to_lowercase() == "authorization: token courant:geheim-van-de-test");
    match mood {
        _ if !head.starts_with("POST /lijsten/api/campaigns HTTP/1.1\r\n") => say("404 Not Found", "{}"),
        Mood::Well if !is_allowed => say("403 Forbidden", r#"{"message": "invalid API credentials"}"#),
        // The rules of `validateCampaignFields` in Listmonk.
        Mood::Well if campaign["lists"].as_array().is_none_or(|lists| lists.contains(&json!(99))) => {
            say("400 Bad Request", r#"{"message": "Invalid list IDs.\u001b[31m"}"#);
        }
        Mood::Well => {
            let number = campaigns.lock().unwrap().len() + 12;
            let made = json!({"data": {"id": number, "uuid": "x", "status": "draft", "name": campaign["name"], "body": campaign["body"]}});
            campaigns.lock().unwrap().push(campaign);
            say("200 OK", &made.to_string());
        }
        Mood::Status(status) => say(&format!("{status} Kapot"), r#"{"message": "pq: the database is away"}"#),
        Mood::Cut => drop(stream),
        Mood::CutBody => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"data\": {\"id\"").unwrap(),
        Mood::NoJson => say("200 OK", "<!doctype html><title>Inloggen</title>"),
        Mood::OtherJson => say("200 OK", r#"{"data": {"id": 12, "status": "running"}}"#),
        Mood::Elsewhere => {
            let head = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/elders\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
        }
    }
}

fn settings(root: &Path, endpoint: &str, more: &str) {
    let listmonk = format!("digest: {{listmonk: {{endpoint: '{endpoint}', lists: [3], user: courant{more}}}}}\n");
    write(root, "site.yaml", &format!("{SETTINGS}{listmonk}"));
}

fn draft(root: &Path, token: Option<&str>) -> Told {
    let mut run = command(root);
    run.args(["digest", "--at", "2014-03-01 12:00", "--since", "2014-02-01", "--to", "listmonk"]);
    run.env_remove("LISTMONK_TOKEN").env_remove("http_proxy").env_remove("HTTP_PROXY").env_remove("ALL_PROXY");
    if let Some(token) = token {
        run.env("LISTMONK_TOKEN", token);
    }
    told(&mut run)
}

const TOKEN: Option<&str> = Some("geheim-van-de-test");

#[test]
fn a_draft_is_made_and_nothing_is_sent() {
    let (folder, listmonk) = (site(), Listmonk::start());
    let root = folder.path();
    settings(root, &format!("{}/lijsten/", listmonk.url), ", template: 4, from: 'Dorp <nieuws@proef.example>'");
    let told = draft(root, TOKEN);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let line =
        format!("Listmonk has a draft of it, and sends nothing by itself: {}/lijsten/campaigns/12\n", listmonk.url);
    assert!(told.out.ends_with(&line), "{told:?}");
    let [campaign] = &listmonk.campaigns()[..] else { panic!("{told:?}") };
    assert_eq!(*campaign, serde_json::from_str::<Value>(&read(&digests(root)[0], "listmonk.json")).unwrap());
    assert_eq!((&campaign["lists"], &campaign["template_id"]), (&json!([3]), &json!(4)));
    assert_eq!(campaign["from_email"], "Dorp <nieuws@proef.example>");
    assert_eq!(campaign["name"], "Dorp (nl) 2014-03-01");
    assert!(campaign.get("send_at").is_none() && campaign.get("status").is_none(), "{campaign}");
    let told = courant(root, &["digest", "--at", "2014-03-02"]);
    assert!(told.out.starts_with("nothing new since"), "{told:?}");
    assert_eq!(listmonk.campaigns().len(), 1, "a digest of nothing is no draft");
}

#[test]
fn an_endpoint_that_fails_leaves_nothing_here_and_says_what_is_there() {
    let (folder, listmonk) = (site(), Listmonk::start());
    let root = folder.path();
    settings(root, &format!("{}/lijsten", listmonk.url), "");
    let look = "look in Listmonk whether there is a draft “Dorp (nl) 2014-03-01” before you make another";
    for (mood, token, status, parts) in [
        (
            Mood::Well,
            None,
            2,
            ["error[token-missing]: LISTMONK_TOKEN is not set", "set LISTMONK_TOKEN to the token of `courant`"],
        ),
        (Mood::Well, Some("geheim\nx"), 2, ["error[token-missing]", "line breaks"]),
        (Mood::Well, Some("een-ander"), 3, ["error[target-refuses]", "refuses the user `courant`: 403"]),
        (Mood::Status(401), TOKEN, 3, ["error[target-refuses]", "LISTMONK_TOKEN"]),
        (
            Mood::Status(500),
            TOKEN,
            3,
            ["error[target-failed]", "made no draft: the response was 500: pq: the database is away"],
        ),
        (Mood::Cut, TOKEN, 3, ["error[target-failed]", look]),
        (Mood::CutBody, TOKEN, 3, ["error[target-failed]", look]),
        (Mood::NoJson, TOKEN, 3, ["answered, but not with a new draft", look]),
        (Mood::OtherJson, TOKEN, 3, ["answered, but not with a new draft", look]),
        (Mood::Elsewhere, TOKEN, 3, ["made no draft: the response was 302", "under `digest` in site.yaml"]),
    ] {
        listmonk.be(mood);
        let told = draft(root, token);
        assert_eq!(told.status, status, "{mood:?}: {told:?}");
        assert!(parts.iter().all(|part| told.err.contains(part)), "{mood:?}: {told:?}");
        assert!(!told.err.contains("geheim") && told.out.is_empty(), "{told:?}");
        assert!(!root.join("digest").exists(), "{mood:?}");
    }
    listmonk.be(Mood::Well);
    settings(root, "http://127.0.0.1:9", "");
    let told = draft(root, TOKEN);
    assert!(told.status == 3 && told.err.contains("cannot be reached"), "{told:?}");
    settings(root, &format!("{}/lijsten", listmonk.url), ", lists: [99]");
    let settings_text = read(root, "site.yaml").replace("lists: [3], ", "");
    write(root, "site.yaml", &settings_text);
    let told = draft(root, TOKEN);
    assert!(
        told.status == 3 && told.err.contains("400: Invalid list IDs.") && !told.err.contains('\u{1b}'),
        "{told:?}"
    );
    assert!(listmonk.campaigns().is_empty() && !root.join("digest").exists());
    // Nothing was remembered: the next run is the first.
    let told = courant(root, &["digest", "--last"]);
    assert!(told.err.contains("error[no-last-digest]"), "{told:?}");
    write(root, "site.yaml", SETTINGS);
    let told = draft(root, TOKEN);
    assert!(
        told.status == 2 && told.err.contains("error[listmonk-missing]") && told.err.contains("digest: {listmonk:"),
        "{told:?}"
    );
}
