// No page scrolls sideways on a small phone (WCAG 1.4.10): what is wide scrolls inside itself.
import { each, folder, launch, report, serve, varied } from "./site.mjs";

const root = folder();
const { origin, close } = await serve(root);
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
const findings = [];
const all = varied(root);

await each(all, async ({ href }) => {
  const page = await context.newPage();
  await page.goto(origin + href);
  findings.push(...await page.evaluate((href) => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX) && at !== document.body) return true;
      }
      return false;
    };
    const unseen = (element) => getComputedStyle(element).clipPath !== "none" || element.closest(".skip");
    const found = document.scrollingElement.scrollWidth > width ? [`${href}: ${document.scrollingElement.scrollWidth} px wide`] : [];
    for (const element of document.body.querySelectorAll("*")) {
      const { left, right, width: own } = element.getBoundingClientRect();
      if (own > 0 && (right > width + 1 || left < -1) && !scrolls(element) && !unseen(element)) {
        found.push(`${href}: <${element.localName} class="${element.className}"> from ${left} to ${right}`);
      }
    }
    return found;
  }, href));
  await page.close();
});
await browser.close();
close();
report(findings, `${all.length} pages`);
