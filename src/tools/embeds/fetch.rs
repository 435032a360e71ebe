//! Asks the services of films and posts, one after another, and writes what they say into the texts.

use std::io;
use std::ops::Range;
use std::thread;
use std::time::Duration;

use url::Url;

use super::answer::EmbedAnswer;
use super::fill::filled;
use crate::base::foreign::one_line;
use crate::base::http::{HttpClient, HttpLimits};
use crate::base::slug::slugify;
use crate::base::{Code, Diagnostic, Error, Folder, Place, RootedFolder, files};
use crate::config::Config;
use crate::content::{Picture, PictureFormat};
use crate::plan::BareEmbed;
use crate::tools::changed_text::ChangedText;

/// The pause between two requests.
const PAUSE: Duration = Duration::from_millis(250);
/// The longest answer and the largest picture, in bytes.
const LONGEST: u64 = 1 << 20;
const LARGEST: u64 = 16 << 20;
/// The most films and posts for which one item is asked to have pictures of the same name.
const MOST_NAMES: usize = 100;

const LIMITS: HttpLimits = HttpLimits { connect: Duration::from_secs(15), whole: Duration::from_mins(1), redirects: 5 };

/// What was fetched.
#[derive(Clone, Debug, Default)]
pub struct FetchedEmbeds {
    /// A line for each block that was completed.
    pub done: Vec<String>,
    /// The blocks that were not.
    pub findings: Vec<Diagnostic>,
}

/// Completes the blocks. A service that does not answer is a finding.
///
/// # Errors
/// A file of the site cannot be read or written; each file is then old or new.
pub fn fetch_embeds(site: &Folder, config: &Config, blocks: &[BareEmbed]) -> Result<FetchedEmbeds, Error> {
    let client = if config.lints.is_off(Code::LinkLocal) { HttpClient::new } else { HttpClient::to_public };
    let (http, mut fetched) = (client(LIMITS), FetchedEmbeds::default());
    let (mut file, mut added) = ("", 0);
    for block in blocks {
        if *file != *block.file {
            (file, added) = (&block.file, 0);
        }
        // Blocks above it have more lines now.
        let line = block.line + added;
        let about = block.embed.about.as_deref().and_then(|about| Url::parse(about).ok());
        let answer = about.ok_or_else(|| "its address is invalid".to_owned()).and_then(|about| ask(&http, &about));
        let done = match answer {
            Ok(answer) => complete(site, &http, (block, line), &answer)?,
            Err(reason) => Err(reason),
        };
        match done {
            Ok((lines, told)) => {
                added += lines;
                fetched.done.push(told);
            }
            Err(reason) => fetched.findings.push(finding(site, (block, line), &reason)),
        }
        thread::sleep(PAUSE);
    }
    Ok(fetched)
}

fn ask(http: &HttpClient, about: &Url) -> Result<EmbedAnswer, String> {
    EmbedAnswer::read(&get(http, about, LONGEST)?, about)
}

fn get(http: &HttpClient, url: &Url, longest: u64) -> Result<Vec<u8>, String> {
    let response = http.get(url.as_str(), longest + 1).map_err(|error| error.to_string())?;
    match response.status {
        200 if response.body.len() as u64 > longest => Err("it sends more than is read".to_owned()),
        200 => Ok(response.body),
        401 | 403 => Err("it does not show this to everyone".to_owned()),
        404 | 410 => Err("it does not have this any more".to_owned()),
        status => Err(format!("its response is {status}")),
    }
}

/// Writes an answer into the text, and its picture beside it: how many lines are new, and what is told of it. The inner error is
/// what is wrong with the answer.
fn complete(
    site: &Folder,
    http: &HttpClient,
    (block, number): (&BareEmbed, usize),
    answer: &EmbedAnswer,
) -> Result<Result<(usize, String), String>, Error> {
    let file = &*block.file;
    let Ok(read) = ChangedText::read(site, file)? else { return Ok(Err("its text is not UTF-8".to_owned())) };
    let text = &read.text;
    let Some(line) = line_of(text, number, &block.written) else {
        return Ok(Err("its text was changed meanwhile, or its lines end in another way than others".to_owned()));
    };
    let picture = match answer.picture.as_ref().map(|url| get(http, url, LARGEST).and_then(known_picture)) {
        None => None,
        Some(Ok((bytes, ending))) => Some(keep(site, block, &bytes, ending)?),
        Some(Err(reason)) => return Ok(Err(format!("its picture cannot be had: {reason}"))),
    };
    let Some(with) = filled(text, &line, answer, picture.as_deref(), block.has_title) else {
        return Ok(Err("its text was changed meanwhile".to_owned()));
    };
    read.replace(&with)?;
    let got = [answer.title.as_ref().map(|_| "title"), picture.as_ref().map(|_| "picture")];
    let got: Vec<&str> = got.into_iter().flatten().chain((!answer.text.is_empty()).then_some("text")).collect();
    let of = one_line(&block.embed.service);
    let added = with.lines().count().saturating_sub(text.lines().count());
    Ok(Ok((added, format!("{file}:{}: {} fetched from {of}", number + 1, got.join(", ")))))
}

/// The bytes of a line, without what ends it, if it is as it was read.
fn line_of(text: &str, number: usize, written: &str) -> Option<Range<usize>> {
    let start = match number.checked_sub(1) {
        None => 0,
        Some(before) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(before)? + 1,
    };
    let line = start..start + written.len();
    (text.get(line.clone()) == Some(written)).then_some(line)
}

/// The bytes of a picture, and the ending of its name.
fn known_picture(bytes: Vec<u8>) -> Result<(Vec<u8>, &'static str), String> {
    let picture = Picture::inspect(&bytes).map_err(|_problem| "what the service sends is no picture".to_owned())?;
    let ending = match picture.form {
        PictureFormat::Jpeg => "jpg",
        PictureFormat::Png => "png",
        PictureFormat::Webp => "webp",
        PictureFormat::Svg | PictureFormat::Kept => return Err("it is no JPEG, PNG or WebP".to_owned()),
    };
    Ok((bytes, ending))
}

/// Writes a picture beside the text, and returns its name. One that is there with the same bytes serves.
fn keep(site: &Folder, block: &BareEmbed, bytes: &[u8], ending: &str) -> Result<String, Error> {
    let rooted = RootedFolder::open(site.root()).map_err(|error| Error::io("cannot open the site", &error))?;
    let folder = block.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let film = block.embed.frame.split(['?', '#']).next().unwrap_or_default();
    let film = film.rsplit('/').find(|part| !matches!(*part, "" | "embed")).unwrap_or_default();
    let stem: String = slugify(&format!("{} {film}", block.embed.service)).chars().take(80).collect();
    for number in 1..MOST_NAMES {
        let name = if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") };
        let path = format!("{folder}/{name}");
        match rooted.write_new(&path, bytes) {
            Ok(_) => return Ok(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if rooted.read(&path).is_ok_and(|there| there == bytes) {
                    return Ok(name);
                }
            }
            Err(error) => return Err(Error::io(&format!("cannot write {path}"), &error)),
        }
    }
    let taken = io::Error::from(io::ErrorKind::AlreadyExists);
    Err(Error::io(&format!("cannot write {folder}/{stem}.{ending}"), &taken))
}

fn finding(site: &Folder, (block, number): (&BareEmbed, usize), reason: &str) -> Diagnostic {
    let place = files::readable_text(site, &block.file)
        .and_then(|text| Some(Place::span(&block.file, &text, line_of(&text, number, &block.written)?)));
    let place = place.unwrap_or_else(|| Place::file(&block.file));
    let message = format!("nothing was fetched from {}: {}", block.embed.service, one_line(reason));
    Diagnostic::new(Code::EmbedNotFetched, place, message)
        .hint("build with `--fetch` again, or write `title=\"…\"` and a picture into the block yourself")
}
