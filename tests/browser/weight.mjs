// What an item without images costs a reader with a poor connection: at most 14 KB, compressed by gzip, in at most 2
// requests, or 3 where a block of its text or a live item has a style sheet of its own: about what a server sends before it waits for the first answer (RFC 6928: ten segments of 1,460 bytes).
import { each, folder, launch, pages, report, serve } from "./site.mjs";

const MOST_BYTES = 14 * 1024;
const MOST_REQUESTS = 2;

const root = folder();
const { origin, close } = await serve(root);
const browser = await launch();
const findings = [];
const items = pages(root).filter(({ kind, html }) => kind === "item" && !/<img|<picture|<iframe|<video/.test(html));
let heaviest = [0, ""];

await each(items, async ({ href, html }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const responses = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(origin + href, { waitUntil: "networkidle" });
  const sizes = responses.map((response) => Number(response.headers()["content-length"]));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > heaviest[0]) heaviest = [bytes, href];
  if (!(bytes <= MOST_BYTES) || responses.length > MOST_REQUESTS + (/\/assets\/(blocks|live)-/.test(html) ? 1 : 0)) {
    findings.push(`${href}: ${bytes} bytes in ${responses.length} requests: ${responses.map((response) => response.url())}`);
  }
  await context.close();
});
await browser.close();
close();
if (items.length < 20) findings.push(`only ${items.length} items without images`);
report(findings, `${items.length} items; the heaviest is ${heaviest[1]} with ${heaviest[0]} bytes, page and style`);
