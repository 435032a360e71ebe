//! The built site as a web archive, for those who must keep it: what is new or changed becomes records of requests and answers (record)
//! in WARC files (`warc_writer`), with an index of them (index, whose keys are made by surt). Captures are the files of a site with
//! what a host sends (capture, answered); what was archived is remembered (`archive_state`). The story of a run is in run. ISO 28500:2017,
//! the WARC format 1.1, is at `iipc.github.io/warc-specifications`.

mod answered;
mod archive_state;
mod capture;
mod index;
mod record;
mod run;
mod surt;
mod warc_writer;

pub use run::{ArchiveOptions, ArchiveSummary, archive, refuse_own_folder};
