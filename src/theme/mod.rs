//! A theme: a chain of folders, on disk or compiled in (layers), with templates (`template_set`, for each kind of page:
//! `page_kind`), words and options. It is opened once a run (open): its templates are compiled (engine) with
//! calls (metered) that limit their work (fuel, with `bounded_filters`), and filled in with what is the same on all pages of a language
//! where there are many (folded); its style sheets are filled in once (`compact_sheet`); errors of Tera become
//! findings (`template_error`, with what there is in place of what is `undefined`), and the lists and files that it adds to the site are known (manifest).
//! What templates read (`template_reads`, `template_expressions`) shows what is misspelt and therefore unused, beside the files that nothing reads (stray); variables are checked in `plan`, which knows them.

mod bounded_filters;
mod compact_sheet;
mod engine;
mod folded;
mod fuel;
mod hyphenate;
mod layers;
mod lists;
mod manifest;
mod metered;
mod open;
mod options;
mod page_kind;
mod qr;
mod stray;
mod template_error;
mod template_expressions;
mod template_reads;
mod template_set;
mod undefined;
mod unused;
mod urlencode;
mod words;

pub use engine::{Engine, STACK, render_alone};
pub use hyphenate::hyphenate;
pub use layers::{ThemeFile, theme_files};
pub use manifest::{CardLogo, DeclaredList, IconColours, ListLimit, ListOrder, ThemeManifest};
pub use open::{ReadTemplate, Theme, open};
pub use page_kind::PageKind;
pub use template_expressions::{NamedValue, PathStep, TemplateReads, VariablePath};
