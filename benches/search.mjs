// Asks a built site questions in Chromium: node search.mjs OUTPUT QUESTIONS courant|pagefind, prints JSON: the bytes and the round trips of
// the first question, the bytes of the next ones (median), milliseconds of an answer whose files are there (95th percentile), recall@10 and MRR.
import fs from "node:fs";
import { launch, serve } from "../tests/browser/site.mjs";

const [output, questions, peer] = process.argv.slice(2);
const asked = JSON.parse(fs.readFileSync(questions, "utf8"));
const { origin, close } = await serve(output);
const browser = await launch();
const page = await browser.newPage();
let [bytes, rounds, pending, active] = [0, 0, [], 0];
page.on("request", () => { if (active++ === 0) rounds++; });
page.on("requestfinished", (request) => { active--; pending.push(request.sizes().then(({ responseBodySize }) => { bytes += responseBodySize; })); });
page.on("requestfailed", () => active--);
await page.goto(`${origin}/zoeken/`);
await page.waitForLoadState("networkidle");
await page.evaluate(async (peer) => {
  if (peer === "pagefind") {
    const pagefind = await import("/pagefind/pagefind.js");
    globalThis.ask = async (query) => {
      const { results } = await pagefind.search(query);
      const entries = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      return entries.map((entry) => entry.meta.title);
    };
    return;
  }
  const { find, entryOf } = await import(document.querySelector("[data-engine]").dataset.engine);
  globalThis.ask = async (query) => {
    const { hits, tiers } = await find(query);
    return Promise.all([...hits.slice(0, 10)].map(async (hit) => (await entryOf(tiers, hit))[1]));
  };
}, peer);
const ask = async ({ query, plain = query }) => {
  [bytes, rounds, pending] = [0, 0, []];
  const titles = await page.evaluate((query) => globalThis.ask(query), peer === "pagefind" ? plain : query);
  await Promise.all(pending);
  return { titles, bytes, rounds };
};
// The manifest is fetched before the first question: it counts for it.
const manifest = `${output}/assets/search/nl/index.bin`;
const own = peer === "courant" ? fs.statSync(manifest).size : 0;
let [found, ranks, sizes, first, missed] = [0, 0, [], null, []];
for (const question of asked) {
  const { titles, bytes, rounds } = await ask(question);
  first ??= { bytes: bytes + own, rounds: rounds + (own ? 1 : 0) };
  sizes.push(bytes);
  const rank = titles.findIndex((title) => question.answers.includes(title));
  if (rank >= 0) { found++; ranks += 1 / (rank + 1); } else missed.push(question.query);
}
const times = [];
for (const { query, plain = query } of asked) {
  times.push(await page.evaluate(async (query) => {
    const started = performance.now();
    await globalThis.ask(query);
    return performance.now() - started;
  }, peer === "pagefind" ? plain : query));
}
const at = (values, part) => [...values].sort((one, other) => one - other)[Math.floor(values.length * part)];
console.log(JSON.stringify({
  first: first.bytes, rounds: first.rounds, next: at(sizes.slice(1), 0.5), script: at(times, 0.95), recall: found / asked.length, mrr: ranks / asked.length, missed,
}));
await browser.close();
close();
