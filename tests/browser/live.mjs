// A live item in a browser: new updates are told and taken in without a jump, nothing is asked for while the page is hidden, and the
// end is told. Arguments: the folder of the site as the page is opened, as it is with two more updates, and as it has ended; the page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { folder, launch, report, serve } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const root = folder();
const [more, over, href] = process.argv.slice(3);
const { origin, close } = await serve(root);
const browser = await launch();
const findings = [];
const check = (is, text) => is || findings.push(text);
const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
page.on("console", (message) => ["error", "warning"].includes(message.type()) && findings.push(message.text()));
page.on("pageerror", (error) => findings.push(String(error)));
let [asked, from, status] = [0, root, 200];
await page.route("**/live.json", (route) => {
  asked += 1;
  const body = readFileSync(join(from, href, "live.json"));
  return route.fulfill(status === 200 ? { status, contentType: "application/json", body } : { status, body: "" });
});
const button = page.locator(".live-new");
const said = () => page.locator(".live-state [role=status]").textContent();
const top = () => page.evaluate(() => document.querySelector(".updates").getBoundingClientRect().top);
const hide = (hidden) => page.evaluate((value) => {
  Object.defineProperty(document, "hidden", { value, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}, hidden);
const after = async (seconds) => {
  await page.clock.fastForward(seconds * 1000);
  await page.waitForTimeout(150);
};
const axe = async (when) => {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run());
  check(!violations.length, `axe ${when}: ${violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target)}`).join("; ")}`);
};

await page.clock.install();
await page.goto(origin + href);
await page.waitForLoadState("networkidle");
check(await page.locator(".update").count() === 1, "the page does not have the first update");
await axe("when it is opened");
await after(20);
check(asked === 0, `asked ${asked} times within 20 seconds`);
await after(11);
check(asked === 1 && !(await button.isVisible()) && (await said()) === "", "nothing is new, and something is told");

// Two more: they are told, and nothing moves until the reader wants them.
from = more;
const before = await top();
await after(31);
check(await button.isVisible() && (await button.textContent()) === "2 nieuwe berichten", `the button says “${await button.textContent()}”`);
check((await said()) === "2 nieuwe berichten", `screen readers hear “${await said()}”`);
check((await top()) === before && (await page.locator(".update").count()) === 1, "the page jumped");
await axe("with the button");
await page.screenshot({ path: process.env.SCREENSHOT ?? "/dev/null", type: "png" });
await button.press("Enter");
check(await page.locator(".update").count() === 3 && !(await button.isVisible()), "the updates are not taken in");
const [first, focus] = await page.evaluate(() => [document.querySelector(".update").id, document.activeElement.closest(".update")?.id]);
check(first === focus, `the focus is on ${focus}, and the newest update is ${first}`);
check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the window");

// A hidden page asks for nothing, and one that cannot be answered waits longer each time.
const [was] = [asked];
await hide(true);
await after(600);
check(asked === was, `asked ${asked - was} times while the page was hidden`);
await hide(false);
await after(1);
check(asked === was + 1, "a page that is seen again asks for nothing");
status = 503;
const silent = findings.length;
for (const seconds of [31, 61, 121]) await after(seconds);
findings.splice(silent);
check(asked === was + 4, `asked ${asked - was - 1} times in three and a half minutes of failures`);
status = 200;

// It ends.
from = over;
await after(601);
check((await said()).includes("afgelopen"), `at the end screen readers hear “${await said()}”`);
const last = asked;
await after(1300);
check(asked === last, "asked after the end");
await browser.close();
close();
report(findings, "a live item was followed to its end");
