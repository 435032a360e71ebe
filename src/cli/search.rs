//! `courant search`: searches the built site, as its search page does.

use courant::base::{Address, Error, ErrorCode, Folder, disk};
use courant::config::{self, BaseUrl};
use courant::plan::index_address;
use courant::tools::search::{IndexReader, SearchHit};

use super::arguments::argument_search::{SearchCommand, SearchFormat};
use super::report::{Report, Status};
use super::site_folder::SiteFolders;

/// Searches the built site.
pub(crate) fn run(folders: &SiteFolders, typed: &SearchCommand, report: &mut Report) -> Result<Status, Error> {
    let config = config::load(&Folder::new(&folders.root), BaseUrl::FromSettings)?.value;
    if !config.search {
        let error = Error::usage(ErrorCode::SearchOff, "this site has no search index");
        return Err(error.hint("write `search: true` in site.yaml, and run `courant build`"));
    }
    let language = match &typed.language {
        None => config.main_language(),
        Some(tag) => config.find_language(tag).map(|id| config.language(id)).ok_or_else(|| {
            let known: Vec<&str> = config.languages.iter().map(|language| &*language.tag).collect();
            Error::usage(ErrorCode::LanguageUnknown, format!("the site has no language `{tag}`"))
                .hint(format!("the site has {}", known.join(", ")))
        })?,
    };
    let output = typed.output.clone().unwrap_or_else(|| folders.root.join("output"));
    let read = |name: &str| {
        let path = output.join(index_address(language, name).file());
        let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
        disk::read(&path).map_err(|error| failed(error).hint("run `courant build`"))
    };
    let page = |href: &str| {
        let below = href.strip_prefix(&*config.base_path).filter(|below| below.starts_with('/')).unwrap_or(href);
        let address = Address::parse_encoded(below).map_err(|error| Error::internal(error.to_string()))?;
        let path = output.join(address.file());
        let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
        disk::read(&path).map_err(|error| failed(error).hint("run `courant build`"))
    };
    let hits = IndexReader::open(&read)?.find(&typed.query.join(" "), typed.most.get(), &page)?;
    match typed.format {
        SearchFormat::Json => report.line(&as_json(&hits)),
        SearchFormat::Text if hits.is_empty() => report.line("nothing found"),
        SearchFormat::Text => {
            for SearchHit { href, title, date, .. } in &hits {
                let date = if date.is_empty() { String::new() } else { format!("{date}  ") };
                report.line(&format!("{date}{title}  {href}"));
            }
        }
    }
    Ok(Status::Fine)
}

fn as_json(hits: &[SearchHit]) -> String {
    let hit = |SearchHit { href, title, date, summary }: &SearchHit| serde_json::json!({"href": href, "title": title, "date": date, "summary": summary});
    serde_json::Value::Array(hits.iter().map(hit).collect()).to_string()
}
