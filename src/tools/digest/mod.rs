//! Digests: messages with the new items of a list, for mail. What is new since the last one is remembered (`digest_state`); the
//! message is rendered with as many items as have place (compose, `mail_message`), its plain text broken into lines (wrap), and put into the forms of
//! services that send mail (services). In Listmonk a draft can be made (listmonk). The story of a run is in run.

mod compose;
mod digest_state;
mod listmonk;
mod mail_message;
mod run;
mod services;
mod wrap;

pub use listmonk::ListmonkToken;
pub use run::{DigestOptions, DigestSince, DigestSummary, digest, refuse_own_folder};
