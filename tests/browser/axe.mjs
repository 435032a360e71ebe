// axe-core on every page: WCAG 2.0 to 2.2, A and AA, and best practices; in a narrow and a wide window, in light and dark.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { each, examples, folder, launch, report, serve, varied } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
/** Findings that are none: the rule, what it is about, and why it is right as it is. */
const ALLOWED = [];

const root = folder();
const { origin, close } = await serve(root);
const browser = await launch();
const findings = [];
let looked = 0;

// Some pages of each kind wide and light; of each kind, and of each part that a page may have, one in the dark and on a phone too.
const every = varied(root);
const some = new Set(examples(root).map((page) => page.href));
for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [320, "light"]]) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
  const wanted = width === 1280 && colorScheme === "light" ? every : every.filter((page) => some.has(page.href));
  await each(wanted, async ({ href }) => {
    const page = await context.newPage();
    await page.goto(origin + href);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), TAGS);
    for (const { id, help, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        if (ALLOWED.some(([rule, about]) => rule === id && String(target).includes(about))) continue;
        findings.push(`${href} (${width} px, ${colorScheme}): ${id}: ${help}: ${target}\n  ${failureSummary.replaceAll("\n", "\n  ")}`);
      }
    }
    looked += 1;
    await page.close();
  });
  await context.close();
}
await browser.close();
close();
report(findings, `${looked} views of ${every.length} pages`);
