//! `courant serve`, asked over loopback as a browser asks.

#[path = "preview/server.rs"]
pub(crate) mod server;

#[path = "preview/browser.rs"]
mod browser;
#[path = "preview/copies.rs"]
mod copies;
#[path = "preview/http.rs"]
mod http;
#[path = "preview/robust.rs"]
mod robust;
#[path = "preview/safety.rs"]
mod safety;
#[path = "preview/saves.rs"]
mod saves;
