// The search page in a browser: what is typed, linked, narrowed and torn, with the keyboard alone. Arguments: the folder of the
// site, a query, and the title that is found first.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { folder, launch, report, serve } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const root = folder();
const [query, title] = process.argv.slice(3);
const { origin, close } = await serve(root);
const browser = await launch();
const findings = [];
const check = (is, text) => is || findings.push(text);
// As for the keyboard: without motion, a page that changes quickly cuts no view transition short.
const page = await browser.newPage({ viewport: { width: 390, height: 800 }, reducedMotion: "reduce" });
const problems = [];
page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
page.on("pageerror", (error) => problems.push(String(error)));
const results = () => page.locator("[data-results] > li h2");
const status = () => page.locator("[data-status]").textContent();
const settled = () => page.waitForFunction(() => document.querySelector("[data-status]").textContent !== "");

// A box leads to the page without a script, and a link to a search is answered.
await page.goto(`${origin}/`);
await page.fill("#search-box", query);
await page.keyboard.press("Enter");
await settled();
check((await results().first().textContent()) === title, `the first result is “${await results().first().textContent()}”`);
check((await page.locator("[data-results] mark").count()) > 0, "nothing is marked");
check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the window");

// What hits have in common narrows them, and the button that was pressed keeps the focus.
const count = async () => Number(/\d+/.exec(await status())?.[0]);
const all = await count();
await page.locator("[data-narrow] summary").press("Enter");
await page.waitForSelector("[data-narrow] button");
for (const facet of [0, 1]) {
  const button = page.locator("[data-facets]").nth(facet).locator("button").last();
  const told = Number(/\((\d+)\)/.exec(await button.textContent())[1]);
  await button.press("Enter");
  await page.waitForTimeout(200);
  const name = await page.evaluate(() => document.activeElement.dataset.value);
  check(await count() === told && told <= all, `facet ${facet} tells ${told}, and shows ${await count()} of ${all}`);
  check(await page.evaluate(() => document.activeElement.getAttribute("aria-pressed")) === "true", `facet ${facet}: the button lost the focus`);
  if (!facet) await page.screenshot({ path: process.env.SCREENSHOT ?? "/dev/null", type: "png", fullPage: true });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run());
  check(!violations.length, `axe: ${violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target)}`).join("; ")}`);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(200);
  check(await count() === all, `facet ${facet}: ${name} is not taken back`);
}

// Words that begin as the one that is typed are a list that the arrow keys reach.
const state = (name) => page.locator("#search-words").getAttribute(name);
await page.fill("#search-words", "");
await page.type("#search-words", query.slice(0, 4));
await page.waitForSelector("#search-options li");
check(await state("aria-expanded") === "true" && !(await state("aria-activedescendant")), "the list of words is not told");
await page.keyboard.press("ArrowDown");
const option = page.locator(`#${await state("aria-activedescendant")}`);
const offered = await option.textContent();
check(await option.getAttribute("aria-selected") === "true", "the word that was reached is not selected");
await page.evaluate(AXE);
const { violations } = await page.evaluate(() => axe.run());
check(!violations.length, `axe, with words: ${violations.map(({ id }) => id).join(", ")}`);
await page.keyboard.press("Enter");
check(await page.inputValue("#search-words") === offered && await state("aria-expanded") === "false", "the word is not taken");
await page.type("#search-words", " ");
await page.waitForTimeout(250);
await page.type("#search-words", query.slice(0, 4));
await page.waitForSelector("#search-options li");
await page.keyboard.press("Escape");
check(await page.locator("#search-options").isHidden(), "Escape leaves the list of words open");

// Any text is answered.
for (const text of ["🎉", "مرحبا", "x".repeat(10_000), "a".repeat(300) + " " + query, "\u0000\u202e", "tag:", "-", "\"", "东京"]) {
  await page.goto(`${origin}${new URL(page.url()).pathname}?q=${encodeURIComponent(text)}`);
  await page.waitForLoadState("networkidle");
  check((await status()) !== await page.locator("[data-search]").getAttribute("data-failed"), `${JSON.stringify(text.slice(0, 20))} fails`);
}
await page.goto(`${origin}${new URL(page.url()).pathname}?q=${encodeURIComponent(query)}`);
await settled();

// Results are reached with the keyboard, and what is typed changes the address.
await page.focus("#search-words");
await page.keyboard.press("Control+A");
await page.keyboard.type("<img src=x onerror=alert(1)>");
await page.waitForFunction(() => new URL(location).searchParams.get("q")?.startsWith("<img"));
check((await page.locator("main img").count()) === 0, "what is typed became markup");
await page.keyboard.press("Control+A");
await page.keyboard.type(`${query} -${title.split(" ").at(-1)}`);
await page.waitForTimeout(600);
check(!(await results().allTextContents()).includes(title), "a minus leaves the item in");
await page.keyboard.press("Control+A");
await page.keyboard.type(`"${title}"`);
await page.waitForFunction((title) => document.querySelector("[data-results] h2")?.textContent === title, title).catch(() => findings.push("a phrase does not find its title"));
await page.fill("#search-words", "xqzvw");
await page.keyboard.press("Enter");
await page.waitForFunction(() => document.querySelectorAll("[data-results] > li").length === 0);
check((await status()) !== "", "that nothing was found is not told");
await page.goBack();
await page.waitForFunction(() => document.querySelectorAll("[data-results] > li").length > 0).catch(() => findings.push("the way back shows nothing"));
check(problems.length === 0, `the console says: ${problems.join("; ")}`);

// A torn index is told.
await page.route("**/assets/search/**", (route) => route.fulfill({ status: 200, body: "torn" }));
await page.goto(`${origin}${new URL(page.url()).pathname}?q=${encodeURIComponent(query)}`);
await settled();
check((await status()) === await page.locator("[data-search]").getAttribute("data-failed"), "a torn index is not told");

await browser.close();
close();
report(findings, "search");
