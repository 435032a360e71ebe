//! `docs/commands.md`: a section for each command, from the definitions of the command line.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory as _};

use super::tables;

#[path = "../../../src/cli/arguments.rs"]
#[expect(dead_code, reason = "only what the command line says of itself is of interest here")]
mod arguments;

/// The document.
pub(super) fn document() -> String {
    let mut command = arguments::Arguments::command();
    command.build();
    let mut text = String::from("## Global options\n\nAll commands accept these options.\n\n");
    text.push_str(&options(command.get_arguments().filter(|arg| arg.is_global_set())));
    for verb in below(&command) {
        text.push_str(&section(verb));
    }
    text
}

fn below(command: &Command) -> Vec<Command> {
    command.get_subcommands().filter(|verb| verb.get_name() != "help").cloned().collect()
}

fn section(mut verb: Command) -> String {
    let usage = verb.render_usage().to_string();
    let about = verb.get_long_about().or(verb.get_about()).map(ToString::to_string).unwrap_or_default();
    let name = verb.get_bin_name().unwrap_or_default().to_owned();
    let mut text = format!("## {name}\n\n{}\n\n", tables::sentences(&about));
    let verbs = below(&verb);
    if !verbs.is_empty() {
        return verbs.into_iter().fold(text, |text, verb| text + &section(verb));
    }
    writeln!(text, "```\n{}\n```\n", usage.trim_start_matches("Usage: ")).unwrap();
    let own = |arg: &&Arg| !arg.is_global_set() && !matches!(arg.get_id().as_str(), "help" | "version");
    if verb.get_arguments().any(|arg| own(&arg)) {
        text.push_str(&options(verb.get_arguments().filter(own)));
    }
    text
}

fn options<'a>(args: impl Iterator<Item = &'a Arg>) -> String {
    let rows = args.map(|arg| vec![format!("`{}`", name(arg)), help(arg)]).collect();
    tables::table(&["argument", "meaning"], rows)
}

/// `-r, --root DIR`, `--draft`, `TITLE`.
fn name(arg: &Arg) -> String {
    let names = [arg.get_short().map(|c| format!("-{c}")), arg.get_long().map(|long| format!("--{long}"))];
    let names: Vec<String> = names.into_iter().flatten().collect();
    let value = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
    let takes_value = arg.get_action().takes_values();
    match (names.is_empty(), takes_value) {
        (true, _) => value,
        (false, true) => format!("{} {value}", names.join(", ")),
        (false, false) => names.join(", "),
    }
}

fn help(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = tables::sentences(&help).replace("\n\n", " ");
    let values = arg.get_possible_values();
    if arg.get_action().takes_values() && !values.is_empty() {
        let values: Vec<String> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        write!(text, " One of {}.", values.join(", ")).unwrap();
    }
    if let Some(default) = arg.get_default_values().first().filter(|_| arg.get_action().takes_values()) {
        write!(text, " Default: `{}`.", default.to_string_lossy()).unwrap();
    }
    text
}
