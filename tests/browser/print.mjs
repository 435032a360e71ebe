// A page on paper: it is exactly one A4, and nothing on it is cut off or lies over something else. Arguments: the folder of the site, and
// the page. PRINT names a file for the PDF.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folder, launch, report, serve } from "./site.mjs";

const root = folder();
const href = process.argv[3];
const { origin, close } = await serve(root);
const browser = await launch();
const findings = [];
const page = await browser.newPage({ viewport: { width: 794, height: 1123 } });
await page.goto(origin + href, { waitUntil: "networkidle" });
const pdf = process.env.PRINT ?? join(mkdtempSync(join(tmpdir(), "print-")), "week.pdf");
await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
const told = execFileSync("pdfinfo", [pdf]).toString();
const pages = Number(/^Pages:\s+(\d+)/m.exec(told)?.[1]);
const size = /^Page size:\s+([\d.]+) x ([\d.]+)/m.exec(told)?.slice(1).map(Number) ?? [];
if (pages !== 1) findings.push(`${pages} pages`);
if (Math.abs(size[0] - 595) > 1 || Math.abs(size[1] - 842) > 1) findings.push(`the page is ${size.join(" × ")} points`);
await page.emulateMedia({ media: "print" });
findings.push(...await page.evaluate(() => {
  const found = [];
  const box = (element) => element.getBoundingClientRect();
  const board = box(document.querySelector(".board"));
  const foot = box(document.querySelector(".board-foot"));
  if (foot.bottom > board.bottom + 1) found.push("the foot is below the sheet");
  for (const entry of document.querySelectorAll(".board-entry")) {
    if (box(entry).bottom > foot.top + 1) found.push(`“${entry.textContent.trim().slice(0, 30)}” is below the foot`);
    for (const part of entry.querySelectorAll("p, h3, svg")) {
      if (box(part).bottom > box(entry).bottom + 1) found.push(`a ${part.localName} of “${entry.textContent.trim().slice(0, 30)}” is cut off`);
      if (box(part).right > board.right + 1) found.push(`a ${part.localName} is wider than the sheet`);
    }
  }
  return found;
}));
await browser.close();
close();
report(findings, pdf);
