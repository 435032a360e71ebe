// What a writer sees in Chromium while `courant serve` runs: node preview.mjs PORT SITE. The first thing that is not as it
// should be ends it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [port, site] = process.argv.slice(2);
const home = `http://127.0.0.1:${port}`;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const write = (file, text) => fs.writeFileSync(path.join(site, file), text);
const item = (title, more, body) => `---\ntitle: "${title}"\ndate: 2014-02-01\n${more}---\n\n${body}\n`;
const long = Array.from({ length: 200 }, (_, number) => `Alinea ${number}.`).join("\n\n");

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, bypassCSP: false });
const page = await context.newPage();
page.setDefaultTimeout(20_000);
const refused = [];
let isTested = false;
// What axe does to the page while it looks at it is its own.
page.on("console", (message) => message.type() === "error" && !isTested && refused.push(message.text()));
page.on("pageerror", (error) => refused.push(String(error)));

const bar = page.locator("aside.bar");
const overlay = page.locator("dialog.overlay");
const seen = (text) => page.getByText(text, { exact: true }).first().waitFor({ state: "attached" });
/** A mark in the page that a reload takes away. */
const mark = () => page.evaluate(() => (window.marked = true));
const isMarked = () => page.evaluate(() => window.marked === true);
const steps = [];
const step = async (name, run) => {
  await run();
  steps.push(name);
};
async function accessible(name) {
  isTested = true;
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run({ include: [["courant-preview"]] }, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  isTested = false;
  assert.deepEqual(violations.map((found) => `${name}: ${found.id} ${found.nodes.map((node) => node.target).join(" ")}`), []);
}

await step("the bar says what the page is", async () => {
  await page.goto(`${home}/nieuws/2014/een/`);
  await bar.getByText("gepubliceerd").waitFor();
  assert.equal(await bar.getAttribute("aria-label"), "Voorbeeld");
  const file = bar.getByRole("link", { name: "content/nieuws/een.md" });
  assert.match(await file.getAttribute("href"), /^vscode:\/\/file\/.*\/content\/nieuws\/een\.md:1:1$/);
  await bar.getByText("3 woorden, 1 min. lezen").waitFor();
  assert.equal(await bar.getByRole("link", { name: "English" }).getAttribute("href"), "/en/news/2014/een/");
  await bar.getByText("geen fouten").waitFor();
  await accessible("bar");
});

await step("every language has all words", async () => {
  const missing = await page.evaluate(async () => {
    const { languages } = await import("/.courant/words.js");
    const keys = Object.keys(languages.en).sort().join();
    return Object.keys(languages).filter((tag) => Object.keys(languages[tag]).sort().join() !== keys);
  });
  assert.deepEqual(missing, []);
});

await step("a saved text is seen without a reload by hand, and the scroll is kept", async () => {
  write("content/nieuws/een.md", item("Een", "", long));
  await seen("Alinea 199.");
  await page.evaluate(() => scrollTo(0, 2000));
  await mark();
  write("content/nieuws/een.md", item("Een", "", `${long}\n\nNieuw aan het eind.`));
  await seen("Nieuw aan het eind.");
  await page.waitForFunction(() => Math.abs(scrollY - 2000) < 3);
  assert.equal(await isMarked(), true);
  write("content/nieuws/een.md", item("Een, en meer", "", `${long}\n\nNog eens.`));
  await page.waitForFunction(() => document.title.startsWith("Een, en meer"));
  await seen("Nog eens.");
  await page.waitForFunction(() => Math.abs(scrollY - 2000) < 3);
  assert.equal(await page.locator("title").count(), 1);
  assert.equal(await page.locator("main").count(), 1);
});

await step("a page with scripts is loaded again, and the scroll is kept", async () => {
  write("content/nieuws/een.md", item("Een", "", `${long}\n\n<script type="text/plain"></script>\n\nMet een script.`));
  await seen("Met een script.");
  await page.evaluate(() => scrollTo(0, 2000));
  await mark();
  write("content/nieuws/een.md", item("Een", "", `${long}\n\n<script type="text/plain"></script>\n\nOpnieuw geladen.`));
  await seen("Opnieuw geladen.");
  assert.equal(await isMarked(), false);
  await page.waitForFunction(() => Math.abs(scrollY - 2000) < 3);
  write("content/nieuws/een.md", item("Een", "", long));
  await page.getByText("Opnieuw geladen.").waitFor({ state: "detached" });
});

await step("a page that did not change is not loaded again", async () => {
  await page.goto(`${home}/contact/`);
  await bar.getByText("gepubliceerd").waitFor();
  await mark();
  write("content/nieuws/twee.md", item("Twee", "", "Alleen hier anders."));
  await page.waitForFunction(async () => (await (await fetch("/nieuws/2014/twee/")).text()).includes("Alleen hier anders."));
  await page.waitForTimeout(500);
  assert.equal(await isMarked(), true);
});

await step("a stylesheet is swapped without a reload", async () => {
  await page.goto(`${home}/gestyleerd.html`);
  await bar.waitFor();
  const color = () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).color);
  assert.equal(await color(), "rgb(10, 20, 30)");
  await page.waitForTimeout(300);
  await mark();
  write("static/eigen.css", "h1 { color: rgb(40, 50, 60); }\n");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(40, 50, 60)");
  assert.equal(await isMarked(), true);
  await page.waitForFunction(() => document.querySelectorAll('link[rel="stylesheet"]').length === 1);
});

await step("the theme's stylesheet is swapped too", async () => {
  await page.goto(`${home}/nieuws/2014/een/`);
  await bar.getByText("gepubliceerd").waitFor();
  await mark();
  const css = path.join(site, "themes/eigen/templates/courant.css");
  fs.writeFileSync(css, `${fs.readFileSync(css, "utf8")}\nh1 { outline: 7px solid rgb(1, 1, 1); }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).outlineWidth === "7px");
  assert.equal(await isMarked(), true);
});

await step("mistakes lie over the last good page, with place, excerpt, mark and hint, and go when they are mended", async () => {
  await mark();
  write("content/nieuws/een.md", item("Een", "tgas: [<img src=x onerror=alert(1)>]\n", "Half af."));
  await overlay.waitFor({ state: "visible" });
  const text = await overlay.innerText();
  for (const part of ["Fouten in de site", "unknown-key", "content/nieuws/een.md:4:1", "4 | tgas: [<img src=x onerror=alert(1)>]", "^^^^", "tip: did you mean `tags`?"]) {
    assert.ok(text.includes(part), `${part} is not in ${text}`);
  }
  assert.doesNotMatch(text, /null|undefined|object/);
  assert.equal(await overlay.locator("img").count(), 0);
  await seen("Alinea 199.");
  await accessible("overlay");
  // The keyboard stays in it, and gets out.
  for (let press = 0; press < 6; press++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => {
      const root = document.querySelector("courant-preview").shadowRoot;
      return document.activeElement === document.body || root.activeElement === null || root.querySelector("dialog").contains(root.activeElement);
    }));
  }
  await page.keyboard.press("Escape");
  await overlay.waitFor({ state: "hidden" });
  const tally = bar.getByRole("button", { name: "1 fout" });
  await tally.focus();
  await page.keyboard.press("Enter");
  await overlay.waitFor({ state: "visible" });
  write("content/nieuws/een.md", item("Een", "tags: [los]\n", "Nu af."));
  await seen("Nu af.");
  await overlay.waitFor({ state: "hidden" });
});

await step("warnings are a counter that opens", async () => {
  write("content/nieuws/een.md", item("Een", "", "Zonder tekst: ![](foto.png)"));
  const tally = bar.getByRole("button", { name: "1 waarschuwing" });
  await tally.waitFor();
  assert.equal(await overlay.isVisible(), false);
  await tally.click();
  await overlay.getByText("image-without-alt").waitFor();
  await overlay.getByRole("button", { name: "Sluiten" }).click();
  write("content/nieuws/een.md", item("Een", "", "Weer goed."));
  await seen("Weer goed.");
});

await step("the browser follows an item that moves", async () => {
  write("content/nieuws/een.md", item("Een", "slug: verhuisd\n", "Op een nieuw adres."));
  await page.waitForURL(`${home}/nieuws/2014/verhuisd/`);
  await seen("Op een nieuw adres.");
});

await step("a new item can be jumped to", async () => {
  write("content/nieuws/nieuw.md", item("Net begonnen", "", "De eerste regel.").replace("2014-02-01", "2013-01-01"));
  await bar.getByRole("link", { name: "Net begonnen" }).click();
  await page.waitForURL(`${home}/nieuws/2013/nieuw/`);
});

await step("where nothing stands the bar says what may be meant and what is held back", async () => {
  write("content/nieuws/later.md", item("Later", "", "Nog niet.").replace("2014-02-01", "2099-05-05"));
  await page.goto(`${home}/nieuws/2099/later/`);
  await bar.getByText("het wacht tot 5 mei 2099; kies een latere datum om het te zien").waitFor();
  await accessible("missing");
  await page.goto(`${home}/nieuws/2014/verhuist/`);
  await bar.getByRole("link", { name: "Een", exact: true }).click();
  await page.waitForURL(`${home}/nieuws/2014/verhuisd/`);
});

await step("the date in the bar shows the site as it will be", async () => {
  await page.goto(`${home}/nieuws/2099/later/`);
  await bar.getByLabel("De site op").fill("2099-05-05T00:00");
  await page.keyboard.press("Enter");
  await seen("Nog niet.");
  await bar.getByText("wacht tot 5 mei 2099").waitFor();
  write("content/nieuws/later.md", item("Later", "", "Straks wel.").replace("2014-02-01", "2099-05-05"));
  await seen("Straks wel.");
  await bar.getByRole("button", { name: "Terug naar nu" }).click();
  await bar.getByText("Dit zou hier staan").waitFor();
});

await step("the bar folds away, by the keyboard too, and stays so", async () => {
  await page.goto(`${home}/`);
  const toggle = bar.getByRole("button", { name: "Verberg de voorbeeldbalk" });
  await toggle.focus();
  await page.keyboard.press("Enter");
  await bar.getByRole("button", { name: "Toon de voorbeeldbalk" }).waitFor();
  await page.reload();
  await bar.getByRole("button", { name: "Toon de voorbeeldbalk" }).press("Enter");
  await bar.getByLabel("De site op").waitFor();
});

await step("an English page has an English bar", async () => {
  await page.goto(`${home}/en/news/2014/een/`);
  await bar.getByText("published", { exact: true }).waitFor();
});

await step("nothing broke, and the theme's policy stopped nothing of the preview", async () => {
  // A page that is left while its style sheet is exchanged changes without a transition, and Chromium says so.
  const expected = ["404", "503", "ViewTransition opt-in disabled"];
  const unexpected = refused.filter((text) => !expected.some((part) => text.includes(part)));
  assert.deepEqual(unexpected, []);
});

await browser.close();
console.log(`${steps.length} steps`);
