// The links that the script of the search page finds, best first, for each query of a JSON file: a list of lists. Arguments: the folder of
// the site, the folder of the index below it, the file. Node.js alone does; `courant search` has to find the same.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [root, index, queries] = process.argv.slice(2);
const script = readdirSync(join(root, "assets")).find((name) => /^search-index-\w+\.js$/.test(name));
globalThis.location = "https://www.site.example/";
globalThis.fetch = async ({ pathname }) => new Response(readFileSync(join(root, pathname)));
const source = readFileSync(join(root, "assets", script)).toString("base64");
const { entryOf, find, open } = await import(`data:text/javascript;base64,${source}`);
open(index);
const found = [];
for (const query of JSON.parse(readFileSync(queries, "utf8"))) {
  const { hits, tiers } = await find(query);
  const entries = await Promise.all([...hits.slice(0, 50)].map((hit) => entryOf(tiers, hit)));
  found.push(entries.map(([href]) => href));
}
console.log(JSON.stringify(found));
