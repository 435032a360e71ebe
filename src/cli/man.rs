//! `courant man`: prints the manual page, or writes the manual pages of all commands to a folder.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man as Page;

use courant::base::{Error, disk};

use super::arguments::{Arguments, Man};
use super::report::{Report, Status};
use super::sentences;

/// Prints or writes the pages.
pub(crate) fn run(typed: &Man, report: &mut Report) -> Result<Status, Error> {
    let mut command = Arguments::command();
    command.build();
    let Some(folder) = &typed.folder else {
        report.text(&page(command).map_err(|error| Error::io("cannot generate the manual page", &error))?);
        return Ok(Status::Fine);
    };
    let mut written = 0;
    let mut open = vec![command];
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands().filter(|verb| verb.get_name() != "help").cloned());
        write(folder, command)?;
        written += 1;
    }
    let pages = sentences::count(written, "manual page", "manual pages");
    report.line(&format!("Wrote {pages} to {}; to read one: man -l FILE", folder.display()));
    Ok(Status::Fine)
}

fn write(folder: &Path, command: Command) -> Result<(), Error> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let path = folder.join(format!("{name}.1"));
    let written = page(command).and_then(|page| disk::create_folder(folder).and_then(|()| disk::write(&path, &page)));
    written.map_err(|error| {
        Error::io(&format!("cannot write {}", path.display()), &error)
            .hint("check that you have write permission and that the disk is not full")
    })
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Page::new(command).render(&mut page)?;
    Ok(page)
}
