// Measures from the save of an item to its text in Chromium: node preview.mjs PORT ADDRESS FILE SAVES, prints seconds.
import fs from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../tests/browser/package.json", import.meta.url))("playwright-core");
const [port, address, file, saves] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${port}${address}`);
await page.waitForTimeout(500);
const times = [];
for (let number = 0; number < Number(saves); number++) {
  const text = `In de browser ${number}.`;
  fs.writeFileSync(file, `${fs.readFileSync(file, "utf8")}\n${text}\n`);
  const started = performance.now();
  await page.getByText(text).waitFor({ state: "attached", timeout: 10_000 });
  times.push((performance.now() - started) / 1000);
  await page.waitForTimeout(300);
}
await browser.close();
console.log(JSON.stringify(times));
