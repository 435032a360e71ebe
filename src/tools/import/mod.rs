//! `courant import`: brings the past of an organisation along, from other programs. A source (source, with a file for each
//! kind, opened by open) gives neutral items (item) and a neutral site (site), one item at a time; the writer (writer) writes them, with the
//! same rules for all sources: addresses (address), file names (paths), bodies (body, html), front matter (`item_text`,
//! `yaml_text`), settings (settings) and the report (report, `report_text`, loss, findings). What earlier runs wrote is
//! remembered (state). A first look at all items tells the settings (learned). Sources read their folders (input), front matter (front) and values
//! (values). Tags of template languages (`template_tag`) become what Markdown has for them (rewrite, equivalents).
//! Exports in XML are read record by record (`xml_records`, `xml_node`), and HTML in texts is looked at without a document (`html_tag`,
//! `html_paragraphs`, shortcode, cards, `old_hosts`). Archives are unpacked (unpacked), tables, Word
//! documents and notebooks read (`table_file`, word, notebook, `notebook_output`).

mod address;
mod aliases;
mod body;
mod branches;
mod cards;
mod csv_source;
mod data_files;
mod eleventy;
mod eleventy_context;
mod eleventy_filters;
mod eleventy_flow;
mod eleventy_item;
mod eleventy_tags;
mod equivalents;
mod feed;
mod feed_entry;
mod fetched_pictures;
mod findings;
mod folder;
mod front;
mod front_size;
#[cfg(any(test, fuzzing))]
mod fuzzing;
mod ghost;
mod ghost_item;
mod ghost_lexical;
mod ghost_tables;
mod go_expression;
mod go_functions;
mod go_notes;
mod go_scratch;
mod go_template;
mod go_values;
mod html;
mod html_depth;
mod html_kept;
mod html_paragraphs;
mod html_tag;
mod hugo;
mod hugo_address;
mod hugo_config;
mod hugo_context;
mod hugo_data;
mod hugo_item;
mod hugo_lists;
mod hugo_shortcodes;
mod hugo_site;
mod input;
mod item;
mod item_text;
mod jekyll;
mod jekyll_address;
mod jekyll_config;
mod jekyll_context;
mod jekyll_front;
mod jekyll_item;
mod jekyll_site;
mod jekyll_templates;
mod kramdown;
mod leading;
mod learned;
mod link_definitions;
mod links;
mod liquid;
mod liquid_filters;
mod liquid_flow;
mod liquid_values;
mod lists;
mod loss;
mod medium;
mod notebook;
mod notebook_output;
mod old_hosts;
mod open;
mod paths;
mod pelican;
mod pelican_item;
mod pelican_tags;
mod person;
mod picture_fetcher;
mod redirect_file;
mod report;
mod report_text;
mod rest_inline;
mod rest_text;
mod rewrite;
mod run;
mod settings;
mod settle;
mod shortcode;
mod site;
mod source;
mod state;
mod substack;
mod table_file;
mod tag_budget;
mod template_tag;
mod twins;
mod unpacked;
mod values;
mod word;
mod wordpress;
mod wordpress_access;
mod wordpress_body;
mod wordpress_comments;
mod wordpress_embeds;
mod wordpress_index;
mod wordpress_item;
mod wordpress_redirects;
mod wordpress_tags;
mod wordpress_uploads;
mod wordpress_zone;
mod writer;
mod writer_settings;
mod xml_node;
mod xml_records;
mod yaml_text;
mod zola;
mod zola_context;
mod zola_page;
mod zola_shortcodes;
mod zola_site;

#[cfg(any(test, fuzzing))]
pub(crate) use fuzzing::{fuzz_archive, fuzz_texts};
pub use report::{AddressCounts, CodeCount, ImportReport, InAndOut, WrittenCounts};
pub use run::{ImportRequest, REPORTS, import};
pub use source::SourceKind;
