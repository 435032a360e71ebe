// The search page in a browser: what is typed, linked, narrowed and torn, with the keyboard alone. Arguments: the folder of the
// site, a query, the title that is found first, and the number of items of the site.
import { folder, launch, report, serve } from "./site.mjs";

const root = folder();
const [query, title] = process.argv.slice(3);
const { origin, close } = await serve(root);
const browser = await launch();
const findings = [];
const check = (is, text) => is || findings.push(text);
const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
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
