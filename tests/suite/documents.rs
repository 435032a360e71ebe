//! Generated documents agree with the sources. `UPDATE_DOCS=1 cargo test documents` renews each below its marker; the part
//! above it is written by hand.

mod commands;
mod errors;
mod hosting;
mod importing;
mod markdown;
mod schema;
mod tables;
mod themes;
mod variables;

use std::path::Path;

const MARKER: &str = "<!-- generated below -->";

/// Compares a document with the generated text; with `UPDATE_DOCS=1` writes it instead.
fn compare(name: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let document = std::fs::read_to_string(&path).unwrap();
    let (by_hand, below) = document.split_once(MARKER).unwrap_or_else(|| panic!("docs/{name} has no line {MARKER}"));
    let generated = format!("\n\n{}\n", generated.trim());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{by_hand}{MARKER}{generated}")).unwrap();
        return;
    }
    assert!(
        below == generated,
        "docs/{name} no longer agrees with the sources; renew it with UPDATE_DOCS=1 cargo test documents"
    );
}

#[test]
fn the_commands_are_documented() {
    compare("commands.md", &commands::document());
}

#[test]
fn the_errors_are_documented() {
    compare("errors.md", &errors::document());
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md")).unwrap();
    assert_eq!(errors::missing(&document), Vec::<&str>::new());
}

#[test]
fn the_settings_are_documented() {
    compare("settings.md", &schema::document(&courant::tools::schema::site(), courant::config::KEYS));
}

#[test]
fn the_front_matter_is_documented() {
    compare("front-matter.md", &schema::document(&courant::tools::schema::item(), courant::content::KEYS));
}

#[test]
fn the_files_about_terms_are_documented() {
    compare("terms.md", &schema::document(&courant::tools::schema::term(), courant::content::TERM_KEYS));
}

#[test]
fn the_contacts_are_documented() {
    compare("contacts.md", &schema::document(&courant::tools::schema::contact(), courant::config::CONTACT_KEYS));
}

#[test]
fn the_variables_are_documented() {
    compare("variables.md", &variables::document());
}

#[test]
fn no_variable_reaches_a_template_undocumented() {
    assert_eq!(variables::undocumented(), Vec::<String>::new());
}
