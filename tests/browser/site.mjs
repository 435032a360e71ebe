// The built site, served on loopback as a static host would, and the browser to look at it with.
import { createServer } from "node:http";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const TYPES = {
  html: "text/html; charset=utf-8", css: "text/css", svg: "image/svg+xml", jpg: "image/jpeg", jpeg: "image/jpeg",
  png: "image/png", webp: "image/webp", avif: "image/avif", gif: "image/gif", xml: "application/xml", js: "text/javascript",
  json: "application/feed+json", txt: "text/plain; charset=utf-8", csv: "text/csv", pdf: "application/pdf",
};
const TEXT = /^(text|application\/(xml|feed))|svg/;

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** The folder that the script was given. */
export function folder() {
  const given = process.argv[2];
  if (!given) {
    console.error(`usage: node ${relative(process.cwd(), process.argv[1])} OUTPUT`);
    process.exit(2);
  }
  statSync(given);
  return given;
}

/** Serves a folder until `close()`; counts nothing, keeps nothing. */
export async function serve(root) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = decodeURIComponent(pathname);
    let [file, status] = [join(root, path.endsWith("/") ? `${path}index.html` : path), 200];
    let bytes;
    try {
      bytes = readFileSync(file);
    } catch {
      [file, status] = [join(root, "404.html"), 404];
      bytes = readFileSync(file);
    }
    const type = TYPES[file.split(".").pop()] ?? "application/octet-stream";
    const headers = { "content-type": type, "cache-control": path.startsWith("/assets/") ? "max-age=31536000, immutable" : "no-cache" };
    if (TEXT.test(type) && /gzip/.test(request.headers["accept-encoding"] ?? "")) {
      bytes = gzipSync(bytes);
      headers["content-encoding"] = "gzip";
    }
    response.writeHead(status, { ...headers, "content-length": bytes.length });
    response.end(request.method === "HEAD" ? undefined : bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** All pages of a built site: `{href, html, kind, language}`; redirects, which a browser leaves at once, have no kind. */
export function pages(root) {
  const found = readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".html")).sort();
  return found.map((file) => {
    const html = readFileSync(join(root, file), "utf8");
    const first = (pattern) => pattern.exec(html)?.[1];
    return {
      href: `/${file.replace(/(^|\/)index\.html$/, "$1")}`,
      html,
      kind: first(/<body[^>]* data-kind="(\w+)"/),
      language: first(/<html[^>]* lang="([\w-]+)"/),
    };
  });
}

/** What a page may have that changes how it looks; each is looked at wherever it is first found. */
const PARTS = [
  "<figure", "<table", "footnote", "pull-quote", "contact-box", "markdown-alert", "class=\"note", "<pre", "checkbox", "<dl",
  "attachments", "class=\"contents", "lead-image", "dossier-box", "paging", "siblings", "<picture", "<iframe", "<video",
  "correction", "withdrawn", "event", "pictured",
];

/** A page of every kind in every language, and one with every part that a page may have. */
export function examples(root) {
  const seen = new Set();
  return pages(root).filter(({ kind, language, html }) => {
    if (!kind) return false;
    const marks = [`${kind} ${language}`, ...PARTS.filter((part) => html.includes(part))].filter((mark) => !seen.has(mark));
    marks.forEach((mark) => seen.add(mark));
    return marks.length > 0;
  });
}

/** Pages of a kind and language that are looked at beside the examples: those after them differ in their words only. */
const OF_A_KIND = 3;

/** The examples, and some more pages of every kind in every language. */
export function varied(root) {
  const needed = new Set(examples(root).map((page) => page.href));
  const seen = new Map();
  return pages(root).filter(({ href, kind, language }) => {
    if (!kind) return false;
    const count = (seen.get(`${kind} ${language}`) ?? 0) + 1;
    seen.set(`${kind} ${language}`, count);
    return needed.has(href) || count <= OF_A_KIND;
  });
}

export function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** Does something with all of a list, two at a time. */
export async function each(list, work) {
  const rest = [...list];
  const one = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) await work(next);
  };
  await Promise.all([one(), one()]);
}

/** Prints what was found, and ends the script: with success where nothing was. */
export function report(findings, looked) {
  for (const finding of findings) console.log(finding);
  console.log(`${findings.length} findings in ${looked}`);
  process.exit(findings.length ? 1 : 0);
}
