// Reads files in Ruby.      usage: node ruby.mjs FILE…      prints what is wrong; exit status 1 if anything is
import { readFileSync } from "node:fs";
import { loadPrism } from "@ruby/prism";

const parse = await loadPrism();
const wrong = process.argv.slice(2).flatMap((file) => parse(readFileSync(file, "utf8")).errors.map(({ message }) => `${file}: ${message}`));
wrong.forEach((line) => console.log(line));
process.exit(wrong.length > 0 ? 1 : 0);
