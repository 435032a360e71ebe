//! Findings in formats that other programs show beside the source: SARIF 2.1.0 (OASIS) for code scanning and editors, and
//! GitHub Actions workflow commands for pull requests.

use serde_json::{Value, json};

use crate::base::foreign::{lines, one_line};
use crate::base::{Code, Diagnostic, Place, Severity};

/// The findings with their files relative to the repository, in which the site is in a folder: `docs/site/`, or nothing.
fn in_repository(findings: &[Diagnostic], folder: &str) -> Vec<Diagnostic> {
    let place = |place: &Place| Place { file: format!("{folder}{}", place.file).into(), ..place.clone() };
    let mut findings = findings.to_vec();
    for finding in &mut findings {
        finding.place = place(&finding.place);
        for related in &mut finding.related {
            related.place = place(&related.place);
        }
    }
    findings
}

/// Findings as one SARIF document. `folder` is that of the site in its repository, with a final `/`, or nothing.
///
/// # Errors
/// If JSON serialisation fails.
pub fn sarif(findings: &[Diagnostic], folder: &str) -> serde_json::Result<String> {
    let findings = &in_repository(findings, folder);
    let rule = |code: &Code| {
        json!({
            "id": code.name(),
            "fullDescription": {"text": code.explanation()},
            "defaultConfiguration": {"level": level(code.severity())},
        })
    };
    let used: Vec<&Code> = Code::ALL.iter().filter(|code| findings.iter().any(|found| found.code == **code)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Courant",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": used.into_iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(finding: &Diagnostic) -> Value {
    let text =
        std::iter::once(&finding.message).chain(&finding.hints).map(String::as_str).collect::<Vec<_>>().join("\n");
    let related = finding.related.iter().map(|related| {
        let mut location = location(&related.place);
        if let Some(location) = location.as_object_mut() {
            location.insert("message".to_owned(), json!({"text": related.message}));
        }
        location
    });
    json!({
        "ruleId": finding.code.name(),
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [location(&finding.place)],
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

/// Location; a whole file has no region (§3.29.4).
fn location(place: &Place) -> Value {
    // A URI, RFC 3986: file names may have spaces and non-ASCII characters.
    let uri = percent_encoding::utf8_percent_encode(&place.file, IN_URI).to_string();
    let mut physical = json!({"artifactLocation": {"uri": uri}});
    if let Some(physical) = physical.as_object_mut().filter(|_| place.line > 0) {
        let marked = place.excerpt.get(place.marked.clone()).unwrap_or_default().chars().count();
        let region =
            json!({"startLine": place.line, "startColumn": place.column, "endColumn": place.column + marked.max(1)});
        physical.insert("region".to_owned(), region);
    }
    json!({"physicalLocation": physical})
}

const IN_URI: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Findings as GitHub Actions workflow commands, one per line. `folder` is that of the site in its repository, with a final `/`, or
/// nothing.
pub fn github(findings: &[Diagnostic], folder: &str) -> String {
    in_repository(findings, folder).iter().map(command).collect()
}

fn command(finding: &Diagnostic) -> String {
    let Place { file, line, column, .. } = &finding.place;
    let place = if *line == 0 { String::new() } else { format!(",line={line},col={column}") };
    let hints = finding.hints.iter().map(|hint| lines(hint));
    let text = std::iter::once(one_line(&finding.message).into_owned()).chain(hints).collect::<Vec<_>>().join("\n");
    let (level, code) = (level(finding.severity), finding.code.name());
    format!("::{level} file={}{place},title={code}::{}\n", property(&one_line(file)), data(&text))
}

/// Escapes line breaks in a text, in the same way as the runner itself.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Vec<Diagnostic> {
        let place = Place::span("content/een, twee: é.md", "---\ntgas: [a]\n", 4..8);
        let one = Diagnostic::new(Code::UnknownKey, place, "unknown key `tgas`").hint("did you mean `tags`?\n100 %");
        let file = Place::file("content/b.md");
        vec![one, Diagnostic::new(Code::WordMissing, file.clone(), "a word").related(file, "it is here")]
    }

    #[test]
    fn a_pull_request_annotation_has_file_line_and_hints() {
        let expected = "\
::error file=content/een%2C twee%3A é.md,line=2,col=1,title=unknown-key::unknown key `tgas`%0Adid you mean `tags`?%0A100 %25
::warning file=content/b.md,title=word-missing::a word
";
        assert_eq!(github(&findings(), ""), expected);
        assert!(github(&findings(), "site/").starts_with("::error file=site/content/een"));
    }

    #[test]
    fn a_sarif_document_has_rules_results_and_locations() {
        let document: Value = serde_json::from_str(&sarif(&findings(), "").unwrap()).unwrap();
        let run = &document["runs"][0];
        assert_eq!(
            (&document["version"], run["tool"]["driver"]["rules"].as_array().unwrap().len()),
            (&"2.1.0".into(), 2)
        );
        let first = &run["results"][0];
        assert_eq!((&first["ruleId"], &first["level"]), (&"unknown-key".into(), &"error".into()));
        let physical = &first["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "content/een%2C%20twee%3A%20%C3%A9.md");
        assert_eq!(physical["region"], json!({"startLine": 2, "startColumn": 1, "endColumn": 5}));
        assert_eq!(run["results"][1]["relatedLocations"][0]["message"]["text"], "it is here");
        assert_eq!(run["results"][1]["locations"][0]["physicalLocation"].get("region"), None);
    }
}
