// Pictures of the built site, to look at: each kind of page on a desk and on a phone, in light and dark, and an item on paper.
// usage: node screenshots.mjs OUTPUT FOLDER [WORD …]; with words only pictures whose name has one of them.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { folder, launch, pages, serve } from "./site.mjs";

const root = folder();
const into = process.argv[3];
const words = process.argv.slice(4);
if (!into) {
  console.error("usage: node screenshots.mjs OUTPUT FOLDER [WORD …]");
  process.exit(2);
}
mkdirSync(into, { recursive: true });
const all = pages(root).filter((page) => page.kind);
const main = all.find(({ href }) => href === "/").language;
const find = (kind, language, part = "") =>
  all.find((page) => page.kind === kind && page.language === language && page.html.includes(part));
const longest = (list) => list.reduce((best, page) => (page.html.length > (best?.html.length ?? 0) ? page : best), undefined);
const items = all.filter(({ kind, language }) => kind === "item" && language === main);
const wanted = {
  home: find("home", main), index: find("index", main), "item-image": longest(items.filter(({ html }) => html.includes("lead-image"))),
  "item-long": longest(items), archive: find("archive", main), year: find("year", main), dossier: find("dossier", main),
  dossiers: find("dossiers", main), tag: find("tag", main), tags: find("tags", main), page: find("page", main),
  "not-found": find("not_found", main), "home-en": find("home", "en"), "item-en": find("item", "en", "lead-image"),
  "home-ar": find("home", "ar"), "item-ar": find("item", "ar"),
};
const views = [["desk", 1280, 900], ["phone", 390, 844]].flatMap(([name, width, height]) =>
  ["light", "dark"].map((colorScheme) => ({ name: `${name}-${colorScheme}`, width, height, colorScheme })));

const { origin, close } = await serve(root);
const browser = await launch();
for (const { name: view, width, height, colorScheme } of views) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  for (const [name, found] of Object.entries(wanted)) {
    const file = `${name}-${view}.png`;
    if (!found || (words.length && !words.some((word) => file.includes(word)))) continue;
    const page = await context.newPage();
    await page.goto(origin + found.href, { waitUntil: "networkidle" });
    await page.evaluate(() => document.querySelectorAll("img").forEach((image) => { image.loading = "eager"; }));
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: join(into, file), fullPage: true });
    await page.close();
    console.log(file, found.href);
  }
  await context.close();
}
const page = await browser.newPage();
for (const name of ["item-image", "item-long"].filter((name) => !words.length || words.some((word) => `print-${name}`.includes(word)))) {
  const pdf = join(into, `print-${name}.pdf`);
  await page.goto(origin + wanted[name].href, { waitUntil: "networkidle" });
  await page.pdf({ path: pdf, format: "A4", preferCSSPageSize: true });
  execFileSync("pdftoppm", ["-r", "70", "-png", pdf, pdf.replace(/\.pdf$/, "")]);
  console.log(pdf);
}
await browser.close();
close();
process.exit(0);
