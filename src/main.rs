//! `courant`: parses the arguments, runs the command, and reports the result with an exit status.

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::arguments::{Arguments, Verb};
use crate::cli::report::{self, Report};

mod cli;

/// Views are many small values that each live for one page: this allocator takes half the time of the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return report::usage(&error),
    };
    let folders = cli::site_folder::of(&arguments);
    let root = &folders.root;
    let mut report = Report::new(arguments.color, arguments.format());
    report.stand_in(root);
    let outcome = match &arguments.verb {
        Verb::Init(verb) => cli::init::run(root, verb, &mut report),
        Verb::Import(verb) => cli::import::run(root, verb, &mut report),
        Verb::New(verb) => cli::new::run(root, verb, &mut report),
        Verb::Build(verb) => cli::build::run(&folders, verb, &mut report),
        Verb::Serve(verb) => cli::serve::run(&folders, verb, &mut report),
        Verb::Check(verb) => cli::check::run(&folders, verb, &mut report),
        Verb::Publish(verb) => cli::publish::run(&folders, verb, &mut report),
        Verb::Cache(verb) => cli::cache::run(&folders, verb, &mut report),
        Verb::Images(verb) => cli::images::run(&folders, verb, &mut report),
        Verb::Archive(verb) => cli::archive::run(&folders, verb, &mut report),
        Verb::Digest(verb) => cli::digest::run(&folders, verb, &mut report),
        Verb::Search(verb) => cli::search::run(&folders, verb, &mut report),
        Verb::Next(verb) => cli::next::run(&folders, verb, &mut report),
        Verb::Due(verb) => cli::next::run_due(&folders, verb, &mut report),
        Verb::Theme(verb) => cli::theme::run(root, verb, &mut report),
        Verb::Schema(verb) => cli::schema::run(verb, &mut report),
        Verb::Completions(verb) => cli::completions::run(verb, &mut report),
        Verb::Man(verb) => cli::man::run(verb, &mut report),
    };
    report.close(outcome.map_err(|error| cli::hints::add(error, &arguments.verb)))
}
