// The Nu Html Checker on every file of the built site. Served, not read from disk: a policy of 'self' is about an origin.
import { readdirSync } from "node:fs";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { folder, serve } from "./site.mjs";

const root = folder();
const { origin, close } = await serve(root);
const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const allowed = fileURLToPath(new URL("html-allowed.txt", import.meta.url));
const files = (end) => readdirSync(root, { recursive: true }).filter((file) => end.test(file));
const pages = files(/\.html$/).map((file) => `${origin}/${file.replace(/(^|\/)index\.html$/, "$1")}`);
const others = [[["--css"], /\.css$/], [["--svg"], /\.svg$/]].map(([option, end]) => [option, files(end).map((file) => join(root, file))]);
const java = ["-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", jar, "--Werror", "--filterfile", allowed];
let failed = false;

for (const [options, checked] of [[["--html"], pages], ...others].filter(([, checked]) => checked.length)) {
  const checker = spawn("java", [...java, ...options, ...checked], { stdio: "inherit" });
  const status = await new Promise((resolve) => {
    checker.on("error", (error) => resolve(console.error(`java: ${error.message}`) ?? 1));
    checker.on("exit", resolve);
  });
  console.log(`${options} ${checked.length} files: ${status === 0 ? "nothing found" : "see above"}`);
  failed ||= status !== 0;
}
close();
process.exit(failed || pages.length < 100 ? 1 : 0);
