// A page in Chromium whose preview ends and starts again: node preview_again.mjs PORT.
import { chromium } from "playwright-core";

const [port] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const page = await browser.newPage();
page.setDefaultTimeout(30_000);
await page.goto(`http://127.0.0.1:${port}/nieuws/2014/een/`);
await page.locator("aside.bar").getByText("gepubliceerd").waitFor();
console.log("open");
await page.locator("aside.bar").getByText("Het voorbeeld is gestopt").waitFor();
await page.getByText("Na de herstart.").waitFor();
await browser.close();
