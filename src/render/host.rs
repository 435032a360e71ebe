//! Files for hosts, in the format of each.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::host_patterns::{self, vercel_text};
use super::host_quoting::{href, nginx_quoted, path_to_regexp, quoted, substituted, whole};
use crate::base::Error;
use crate::base::compression::{COMPRESSIBLE, Compression};
use crate::plan::{HostFile, HostView, Moved};

/// Writes a file for a host.
///
/// # Errors
/// If JSON cannot be written, which is a defect.
pub(super) fn write(view: &HostView, out: &mut Vec<u8>) -> Result<(), Error> {
    let text = match view.file {
        HostFile::Redirects => redirects(view),
        HostFile::Headers => headers(view),
        HostFile::Htaccess => htaccess(view),
        HostFile::NginxHttp => nginx_http(view),
        HostFile::NginxServer => nginx_server(view),
        HostFile::IndexNow(_) => view.key.clone(),
        HostFile::SpeculationRules => document(&speculation_rules(view))?,
        HostFile::Azure => document(&azure(view))?,
        HostFile::Firebase => document(&firebase(view))?,
        HostFile::Vercel => document(&vercel(view))?,
    };
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// A browser fetches a page of the site once a reader is about to follow its link: `html.spec.whatwg.org/multipage/speculative-loading.html`.
/// Files, whose names have a dot, may be large, and are left to the reader.
fn speculation_rules(view: &HostView) -> Value {
    let pages = json!({"and": [
        {"href_matches": format!("{}/*", view.base_path)},
        {"not": {"href_matches": "/*.*"}},
    ]});
    json!({"prefetch": [{"source": "document", "where": pages, "eagerness": "moderate"}]})
}

/// The media type without which browsers ignore the rules.
const SPECULATION_TYPE: &str = "application/speculationrules+json";

fn document(value: &Value) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::internal(error.to_string()))?;
    Ok(text + "\n")
}

/// The names of files that never change, as a regular expression. Other files with such a name are listed one by one.
const FINGERPRINT: &str = r"-[0-9a-f]{8}\.[a-z0-9]+$";
/// The `Cache-Control` of such a file.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The header that asks search engines to stay away.
const NOINDEX: &str = "X-Robots-Tag";

/// The end of a pattern for a file and for its compressed copies.
const COMPRESSED: &str = r"(\.(br|gz))?$";

/// The target of a redirect, percent-encoded.
fn link(moved: &Moved) -> String {
    if moved.is_encoded { moved.to.clone() } else { href(&moved.to) }
}

/// Adds lines; writing to a String cannot fail.
macro_rules! lines {
    ($text:ident, $($form:tt)*) => { let _ = writeln!($text, $($form)*); };
}

/// `docs.netlify.com/routing/redirects`, `developers.cloudflare.com/pages/configuration/redirects`. Cloudflare applies them before it looks
/// for a page; Netlify afterwards, unless the line has a `!`. Cloudflare does not support 410, and ignores such lines.
fn redirects(view: &HostView) -> String {
    let mut text = String::new();
    for moved in &view.moved {
        let force = if view.forces { "!" } else { "" };
        lines!(text, "{} {} {}{force}", href(&moved.from), link(moved), moved.status);
    }
    host_patterns::redirects(view, &mut text);
    for gone in &view.gone {
        lines!(text, "{} {}/404.html 410", href(gone), view.base_path);
    }
    // Without `!`, Netlify would serve the page with 200.
    for (address, file) in &view.closed {
        lines!(text, "{} {} 410!", href(address), href(file));
    }
    text
}

fn headers(view: &HostView) -> String {
    let mut text = format!("{}/*\n", view.base_path);
    for (name, value) in &view.headers {
        lines!(text, "  {name}: {value}");
    }
    for file in &view.theme_files {
        lines!(text, "{}\n  Cache-Control: {IMMUTABLE}", href(file));
    }
    if let Some(rules) = &view.speculation {
        lines!(text, "{}\n  Content-Type: {SPECULATION_TYPE}", href(rules));
    }
    if let Some(folder) = &view.noindex {
        lines!(text, "{}*\n  {NOINDEX}: noindex", href(folder));
    }
    text
}

/// httpd.apache.org/docs/2.4: `Redirect` would match every address with this prefix, so it is `RedirectMatch`.
fn htaccess(view: &HostView) -> String {
    let mut text = String::from("# Made by Courant, from `aliases`, `gone` and `host`.\n");
    lines!(text, "ErrorDocument 404 {}/404.html", view.base_path);
    lines!(text, "Options -Indexes\nAddDefaultCharset utf-8\nAddType application/feed+json .json");
    if view.speculation.is_some() {
        lines!(text, "<Files speculation-rules.json>\n  ForceType {SPECULATION_TYPE}\n</Files>");
    }
    lines!(text, "<IfModule mod_headers.c>");
    for (name, value) in &view.headers {
        lines!(text, "  Header always set {name} {}", quoted(value));
    }
    if let Some(folder) = &view.noindex {
        let is_asked = quoted(&format!("%{{REQUEST_URI}} =~ m#^{folder}#"));
        lines!(text, "  <If {is_asked}>\n    Header always set {NOINDEX} noindex\n  </If>");
    }
    htaccess_immutable(view, &mut text);
    lines!(text, "</IfModule>\n<IfModule mod_alias.c>");
    for moved in &view.moved {
        let to = quoted(&substituted(&apache_target(moved)));
        lines!(text, "  RedirectMatch {} {} {to}", moved.status, quoted(&whole(&moved.from)));
    }
    for gone in &view.gone {
        lines!(text, "  RedirectMatch 410 {}", quoted(&whole(gone)));
    }
    for (address, _) in &view.closed {
        lines!(text, "  RedirectMatch 410 {}", quoted(&whole(address)));
    }
    lines!(text, "</IfModule>");
    for (address, file) in &view.closed {
        let is_asked = quoted(&format!("%{{REQUEST_URI}} =~ m#{}#", whole(address).replace('#', "\\#")));
        lines!(text, "<If {is_asked}>\n  ErrorDocument 410 {}\n</If>", quoted(&href(file)));
    }
    host_patterns::htaccess(view, &mut text);
    if !view.compressed.is_empty() {
        htaccess_compressed(view, &mut text);
    }
    text
}

/// Apache encodes the path of a target itself.
fn apache_target(moved: &Moved) -> String {
    if !moved.is_encoded {
        return moved.to.clone();
    }
    let (path, end) = moved.to.split_at(moved.to.find(['?', '#']).unwrap_or(moved.to.len()));
    format!("{}{end}", percent_encoding::percent_decode_str(path).decode_utf8_lossy())
}

/// Files that never change are known by their names, unless they are lookalikes. Without `mod_setenvif` these cannot be excluded,
/// so no file is marked as immutable.
fn htaccess_immutable(view: &HostView, text: &mut String) {
    let name = FINGERPRINT.replace('$', COMPRESSED);
    if view.lookalikes.is_empty() {
        lines!(text, "  <FilesMatch \"{name}\">\n    Header set Cache-Control \"{IMMUTABLE}\"\n  </FilesMatch>");
        return;
    }
    lines!(text, "  <IfModule mod_setenvif.c>");
    for lookalike in &view.lookalikes {
        let uri = quoted(&format!("{}{COMPRESSED}", whole(lookalike).trim_end_matches('$')));
        lines!(text, "    SetEnvIf Request_URI {uri} courant_changes");
    }
    lines!(text, "    <FilesMatch \"{name}\">");
    lines!(text, "      Header set Cache-Control \"{IMMUTABLE}\" env=!courant_changes");
    lines!(text, "    </FilesMatch>\n  </IfModule>");
}

/// Precompressed copies, for browsers that accept them, with the media type of the original:
/// `httpd.apache.org/docs/2.4/mod/mod_deflate.html#precompressed`. An address with a `%` would be decoded twice.
fn htaccess_compressed(view: &HostView, text: &mut String) {
    let ends = COMPRESSIBLE.iter().map(|(end, _)| *end).collect::<Vec<_>>().join("|");
    lines!(text, "<IfModule mod_rewrite.c>\n  RewriteEngine On\n  RewriteBase {}/", view.base_path);
    lines!(text, r#"  RewriteRule "\.(br|gz)$" "-" [E=no-gzip:1,E=no-brotli:1]"#);
    for form in &view.compressed {
        let (end, encoding) = (form.end(), form.encoding());
        let takes_it = format!(
            r#"  RewriteCond "%{{REQUEST_URI}}" "!%"
  RewriteCond "%{{HTTP:Accept-Encoding}}" "(^|[\s,]){encoding}\s*(,|$|;\s*q=(1|0\.\d*[1-9]))""#
        );
        lines!(text, "{takes_it}\n  RewriteCond \"%{{REQUEST_FILENAME}}{end}\" -f");
        lines!(text, r#"  RewriteRule "^(.+\.({ends}))$" "$1{end}" [L]"#);
        lines!(text, "{takes_it}\n  RewriteCond \"%{{REQUEST_FILENAME}}index.html{end}\" -f");
        lines!(text, r#"  RewriteRule "^(|.+/)$" "$1index.html{end}" [L]"#);
    }
    lines!(text, "</IfModule>\n<IfModule mod_mime.c>\n  RemoveLanguage .br\n</IfModule>");
    for (end, media) in COMPRESSIBLE {
        lines!(text, "<FilesMatch \"\\.{end}\\.(br|gz)$\">\n  ForceType {media}\n</FilesMatch>");
    }
    lines!(text, "<IfModule mod_headers.c>");
    for form in Compression::ALL {
        let (end, encoding) = (form.end(), form.encoding());
        lines!(
            text,
            "  <FilesMatch \"\\.({ends})\\{end}$\">\n    Header set Content-Encoding {encoding}\n  </FilesMatch>"
        );
    }
    lines!(
        text,
        "  <FilesMatch \"\\.({ends})(\\.(br|gz))?$\">\n    Header merge Vary Accept-Encoding\n  </FilesMatch>"
    );
    lines!(text, "</IfModule>");
}

/// <https://nginx.org/en/docs/http/ngx_http_map_module.html>
fn nginx_http(view: &HostView) -> String {
    let mut text = String::from("# Made by Courant. Include this in `http { … }`.\n");
    lines!(text, "map_hash_bucket_size 1024;\nmap_hash_max_size 1048576;");
    let mut map = |status: u16| {
        let name = moved_variable(status);
        lines!(text, "map $uri ${name} {{\n  default \"\";");
        for moved in view.moved.iter().filter(|moved| moved.status == status) {
            if let Some(from) = nginx_quoted(&moved.from) {
                lines!(text, "  {from} {};", quoted(&link(moved)).replace('$', "%24"));
            }
        }
        lines!(text, "}}");
    };
    statuses(view).into_iter().for_each(&mut map);
    host_patterns::nginx_http(view, &mut text);
    lines!(text, "map $uri $courant_gone {{\n  default \"\";");
    for gone in view.gone.iter().filter_map(|gone| nginx_quoted(gone)) {
        lines!(text, "  {gone} {};", quoted(&format!("{}/404.html", view.base_path)));
    }
    for (address, file) in view.closed.iter().filter_map(|(address, file)| Some((nginx_quoted(address)?, file))) {
        lines!(text, "  {address} {};", quoted(file).replace('$', "%24"));
    }
    lines!(text, "}}\nmap $uri $courant_kept {{\n  default \"\";");
    // An exact name takes precedence over patterns, and the first matching pattern over later ones.
    for lookalike in &view.lookalikes {
        let pattern = || quoted(&format!("~{}", whole(lookalike).replace("\\$", r"\x24")));
        lines!(text, "  {} \"\";", nginx_quoted(lookalike).unwrap_or_else(pattern));
    }
    lines!(text, "  \"~{FINGERPRINT}\" \"{IMMUTABLE}\";\n}}");
    if let Some(folder) = &view.noindex {
        lines!(
            text,
            "map $uri $courant_noindex {{\n  default \"\";\n  {} noindex;\n}}",
            quoted(&format!("~^{folder}"))
        );
    }
    text
}

/// The statuses of redirects from one address each.
fn statuses(view: &HostView) -> BTreeSet<u16> {
    view.moved.iter().map(|moved| moved.status).collect()
}

/// The variable of nginx with the target of redirects with a status.
fn moved_variable(status: u16) -> String {
    format!("courant_moved_{status}")
}

fn nginx_server(view: &HostView) -> String {
    let mut text =
        String::from("# Made by Courant. Include this in `server { … }`, and `http.conf` in `http { … }`.\n");
    lines!(text, "charset utf-8;\ncharset_types text/html text/css text/plain text/xml application/javascript;");
    lines!(text, "absolute_redirect off;\ngzip_static on;\ngzip_vary on;\nerror_page 404 {}/404.html;", view.base_path);
    lines!(text, "error_page 410 @courant_gone;\nlocation @courant_gone {{ try_files $courant_gone =410; }}");
    lines!(text, "if ($courant_gone) {{ return 410; }}");
    for status in statuses(view) {
        let name = moved_variable(status);
        lines!(text, "if (${name}) {{ return {status} ${name}; }}");
    }
    host_patterns::nginx_server(view, &mut text);
    for (name, value) in view.headers.iter().filter_map(|(name, value)| Some((name, nginx_quoted(value)?))) {
        lines!(text, "add_header {name} {value} always;");
    }
    if view.noindex.is_some() {
        lines!(text, "add_header {NOINDEX} $courant_noindex always;");
    }
    lines!(text, "add_header Cache-Control $courant_kept;");
    if let Some(rules) = &view.speculation {
        lines!(text, "location = {rules} {{ types {{ }} default_type {SPECULATION_TYPE}; }}");
    }
    lines!(text, "location ~ /\\.(?!well-known/) {{ return 404; }}");
    text
}

/// The headers of all files and those of shared drafts, by patterns.
fn headers_of(view: &HostView, all: &str, below: &str) -> Vec<Value> {
    let noindex = view.noindex.iter().map(|folder| {
        json!({"source": format!("{}{below}", href(folder)), "headers": [{"key": NOINDEX, "value": "noindex"}]})
    });
    let speculation = view
        .speculation
        .iter()
        .map(|rules| json!({"source": href(rules), "headers": [{"key": "Content-Type", "value": SPECULATION_TYPE}]}));
    std::iter::once(json!({"source": all, "headers": pairs(view)})).chain(speculation).chain(noindex).collect()
}

fn pairs(view: &HostView) -> Vec<Value> {
    view.headers.iter().map(|(name, value)| json!({"key": name, "value": value})).collect()
}

/// learn.microsoft.com/azure/static-web-apps/configuration
fn azure(view: &HostView) -> Value {
    let moved = view
        .moved
        .iter()
        .map(|moved| json!({"route": href(&moved.from), "redirect": link(moved), "statusCode": moved.status}));
    let gone = view.gone.iter().chain(view.closed.iter().map(|(address, _)| address));
    let gone = gone.map(|gone| json!({"route": href(gone), "statusCode": 410}));
    let noindex = view
        .noindex
        .iter()
        .map(|folder| json!({"route": format!("{}*", href(folder)), "headers": {NOINDEX: "noindex"}}));
    let speculation = view
        .speculation
        .iter()
        .map(|rules| json!({"route": href(rules), "headers": {"Content-Type": SPECULATION_TYPE}}));
    json!({
        "routes": moved.chain(host_patterns::azure(view)).chain(gone).chain(speculation).chain(noindex).collect::<Vec<_>>(),
        "globalHeaders": view.headers,
        "responseOverrides": {"404": {"rewrite": format!("{}/404.html", view.base_path)}},
        "trailingSlash": "auto",
    })
}

/// firebase.google.com/docs/hosting/full-config; without 410. A `source` would be a glob pattern; a `regex` is one of RE2. In the
/// destination, `:` begins the name of a capture, and no address has one.
fn firebase(view: &HostView) -> Value {
    let moved = view
        .moved
        .iter()
        .map(|moved| json!({"regex": whole(&href(&moved.from)), "destination": link(moved), "type": moved.status}));
    json!({"hosting": {
        "public": ".",
        "ignore": ["firebase.json", "**/.*"],
        "redirects": moved.chain(host_patterns::firebase(view)).collect::<Vec<_>>(),
        "headers": headers_of(view, "**", "**"),
    }})
}

/// vercel.com/docs/projects/project-configuration; without 410.
fn vercel(view: &HostView) -> Value {
    let moved = view.moved.iter().map(|moved| {
        let (from, to) = (path_to_regexp(&href(&moved.from)), vercel_text(&link(moved)));
        json!({"source": from, "destination": to, "statusCode": moved.status})
    });
    json!({
        "trailingSlash": true,
        "redirects": moved.chain(host_patterns::vercel(view)).collect::<Vec<_>>(),
        "headers": headers_of(view, "/(.*)", "(.*)"),
    })
}
