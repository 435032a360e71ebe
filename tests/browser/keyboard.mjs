// Tab, through a page of every kind: it reaches all that can be reached, in the order of the page, shows where it is, and the
// first stop leads past the masthead.
import { each, examples, folder, launch, report, serve } from "./site.mjs";

const root = folder();
const { origin, close } = await serve(root);
const browser = await launch();
const findings = [];
const some = examples(root);
// The most stops inside a player, whose controls are the browser's own.
const CONTROLS = 12;
let stops = 0;

/** All that should be reached, numbered in the order of the page. */
function mark() {
  const wanted = "a[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [tabindex]";
  const all = [...document.querySelectorAll(wanted)].filter((element) =>
    element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }));
  all.forEach((element, number) => element.setAttribute("data-stop", number));
  return all.map((element) => element.outerHTML.slice(0, 90));
}

/** Where the focus is, and what is wrong with how it shows. */
function stop() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && right - left > 0;
  const wrong = [shown || "no outline of 2 px", inside || "outside the window", element.matches(":focus-visible") || "not :focus-visible"];
  const isPlayer = element.matches("audio, video");
  return { number: Number(element.dataset.stop), isPlayer, wrong: wrong.filter((found) => found !== true) };
}

for (const width of [1280, 390]) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: "reduce" });
  await each(some, async ({ href }) => {
    const page = await context.newPage();
    await page.goto(origin + href);
    const wanted = await page.evaluate(mark);
    const said = (text) => findings.push(`${href} (${width} px): ${text}`);
    const reached = [];
    const inPlayers = CONTROLS * wanted.filter((element) => /^<(audio|video)/.test(element)).length;
    for (let step = 0; step <= wanted.length + inPlayers; step += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(stop);
      if (at?.isPlayer && at.number === reached.at(-1)) continue;
      if (!at || reached.includes(at.number)) break;
      reached.push(at.number);
      at.wrong.forEach((wrong) => said(`${wrong}: ${wanted[at.number]}`));
    }
    stops += reached.length;
    wanted.forEach((element, number) => reached.includes(number) || said(`not reached: ${element}`));
    if (reached.some((number, place) => number !== place)) said(`another order than that of the page: ${reached}`);
    await page.reload();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    if (!await page.evaluate(() => document.activeElement.closest("main, body > footer"))) said("the first stop leads not past the masthead");
    await page.close();
  });
  await context.close();
}
await browser.close();
close();
report(findings, `${stops} stops on ${some.length} pages`);
