// A digest as a program for mail shows it, on a phone and on a desk, in light and dark: nothing is wider than the screen, all texts
// have enough contrast, and pictures load from the built site. Nothing is asked of any other host.
// usage: node digest.mjs DIGEST.html OUTPUT FOLDER ORIGIN
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./site.mjs";

const [file, output, into, origin] = process.argv.slice(2);
mkdirSync(into, { recursive: true });
const html = readFileSync(file, "utf8");
const browser = await launch();
const wrong = [];
for (const width of [320, 600]) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled: true });
    const page = await context.newPage();
    await page.route("**/*", (route) => {
      const url = route.request().url();
      const path = join(output, decodeURIComponent(new URL(url).pathname));
      if (url.startsWith(`${origin}/`) && existsSync(path)) return route.fulfill({ path });
      wrong.push(`asks for ${url}`);
      return route.abort();
    });
    await page.setContent(html, { waitUntil: "networkidle" });
    const found = await page.evaluate(() => {
      const light = (colour) => {
        const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => {
          const value = Number(part) / 255;
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const behind = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return colour === "rgba(0, 0, 0, 0)" && element.parentElement ? behind(element.parentElement) : colour;
      };
      const faint = [...document.querySelectorAll("p, a, h2")].filter((element) => {
        const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5;
      });
      const broken = [...document.images].filter((image) => !image.naturalWidth);
      return {
        wide: document.documentElement.scrollWidth, faint: faint.map((element) => element.outerHTML), broken: broken.map((image) => image.src),
        shown: document.body.innerText.length, dark: getComputedStyle(document.body).backgroundColor,
      };
    });
    const where = `${width} ${colorScheme}`;
    if (found.wide > width) wrong.push(`${where}: ${found.wide} pixels wide`);
    if (found.faint.length) wrong.push(`${where}: too little contrast: ${found.faint[0]}`);
    if (found.broken.length) wrong.push(`${where}: no picture: ${found.broken}`);
    if (!found.shown) wrong.push(`${where}: empty`);
    if ((light => light < 128)(Number(found.dark.match(/\d+/)[0])) !== (colorScheme === "dark")) wrong.push(`${where}: ${found.dark}`);
    await page.screenshot({ path: join(into, `${width}-${colorScheme}.png`), fullPage: true });
    await context.close();
  }
}
await browser.close();
if (wrong.length) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
process.exit(0);
