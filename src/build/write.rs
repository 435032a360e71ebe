//! A planned site → its output: the pages whose inputs have changed are rendered and saved, with the search index.

use std::sync::Arc;

use super::pages::for_each_page;
use super::request::Event;
use super::search;
use crate::base::diagnostic::has_errors;
use crate::base::{Address, Checked, Diagnostic, Error};
use crate::plan::{Page, SearchFile, Snapshot};
use crate::render::Failure;
use crate::render::images::Images;
use crate::save::{Counts, OutputWriter, PageInputs, PutFile, Seal, Shape};
use crate::{plan, render};

/// What a run leaves for the next one, by which that knows what it need not look at.
#[derive(Clone, Copy)]
pub(super) struct RunRecord {
    /// That nothing is left to do.
    pub(super) seal: Option<Seal>,
    /// What all pages are made of but the wording of bodies.
    pub(super) shape: Option<Shape>,
}

/// A run that has written: its counts and findings, and the files of the search index.
type Written = (Checked<Counts>, Arc<[SearchFile]>);

/// Renders and saves the pages whose inputs have changed.
///
/// # Errors
/// A file cannot be read, or the disk fails; the output is as it was.
pub(super) fn write(
    snapshot: &Snapshot,
    writer: OutputWriter,
    record: RunRecord,
    tell: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Written, Error> {
    let images = Images::of(snapshot);
    let begins = |images| tell(Event::Images(images));
    let fetched = images.fetch(|all| tell(Event::Fetching(all)), || tell(Event::Fetched));
    let develop = || images.develop(begins, |file| tell(Event::Picture(file)), || tell(Event::Image));
    match fetched.and_then(|()| develop()) {
        Ok(findings) if findings.is_empty() => {}
        failed => {
            writer.abandon();
            return failed.map(nothing_written);
        }
    }
    tell(Event::Pages(snapshot.pages().len()));
    let is_same_shape = record.shape.is_some_and(|shape| writer.has_shape(&shape));
    let rendered = for_each_page(snapshot, |page| {
        tell(Event::Page);
        put_page(snapshot, page, &writer, is_same_shape)
    });
    match rendered {
        Ok(Checked { value, findings }) if !has_errors(&findings) => {
            let record = RunRecord { seal: record.seal.filter(|_| findings.is_empty()), ..record };
            let (counts, search) = commit(snapshot, writer, value, record)?;
            let Checked { value, findings: failed } = counts;
            Ok((Checked { value, findings: findings.into_iter().chain(failed).collect() }, search))
        }
        failed => {
            writer.abandon();
            failed.map(|Checked { findings, .. }| nothing_written(findings))
        }
    }
}

/// Renders a page, unless its file is the same as the last run wrote. In a run of the same shape it is if its wording is.
fn put_page<'p>(
    snapshot: &'p Snapshot,
    page: &'p Page,
    writer: &OutputWriter,
    is_same_shape: bool,
) -> Result<(&'p Address, PutFile), Failure> {
    let address = &page.address;
    let wording = plan::wording(snapshot, page);
    if let Some(kept) = wording.filter(|_| is_same_shape).and_then(|wording| writer.holds_wording(address, wording)) {
        return Ok((address, kept));
    }
    let input = render::page_input(snapshot, page)?;
    let inputs = PageInputs { all: render::fingerprint(snapshot, &input)?, wording: wording.unwrap_or_default() };
    if let Some(kept) = writer.holds(address, inputs) {
        return Ok((address, kept));
    }
    let mut bytes = Vec::with_capacity(16 * 1024);
    render::render(snapshot, &input, &mut bytes)?;
    Ok((address, writer.put(address, inputs, &bytes)?))
}

/// Adds the search index, and moves all into place.
fn commit(
    snapshot: &Snapshot,
    writer: OutputWriter,
    pages: Vec<(&Address, PutFile)>,
    RunRecord { seal, shape }: RunRecord,
) -> Result<Written, Error> {
    let made = match search::write(snapshot, &writer) {
        Ok(made) => made,
        Err(failure) => {
            writer.abandon();
            return failure.findings().map(nothing_written);
        }
    };
    let mut files: Vec<(&Address, PutFile)> = pages;
    files.extend(made.files.iter().map(|(address, file)| (address, *file)));
    let counts = writer.commit(files, (seal, shape))?;
    Images::of(snapshot).sweep();
    search::remember(snapshot, &made);
    Ok((Checked::clean(counts), made.index.files(&snapshot.config).into()))
}

fn nothing_written(findings: Vec<Diagnostic>) -> Written {
    (Checked { value: Counts::default(), findings }, Arc::default())
}
