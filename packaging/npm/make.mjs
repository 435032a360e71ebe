// Makes the npm packages of a release from its archives: `courant`, and one with the program for each system, of which npm installs
// the one that fits.
//
// usage: node packaging/npm/make.mjs ARCHIVES OUT      OUT gets a folder for each package, ready for `npm publish`
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [archives, out] = process.argv.slice(2);
if (!out) throw new Error("usage: node packaging/npm/make.mjs ARCHIVES OUT");

// What npm calls the systems. The programs for musl run on any Linux.
const systems = {
    "x86_64-unknown-linux-musl": { os: "linux", cpu: "x64" },
    "aarch64-unknown-linux-musl": { os: "linux", cpu: "arm64" },
    "x86_64-apple-darwin": { os: "darwin", cpu: "x64" },
    "aarch64-apple-darwin": { os: "darwin", cpu: "arm64" },
    "x86_64-pc-windows-msvc": { os: "win32", cpu: "x64" },
};
const about = {
    description: "A static site generator made for news: Markdown items in, a complete news site out",
    license: "(MIT OR Apache-2.0) AND OFL-1.1",
};

const released = readdirSync(archives)
    .map((file) => file.match(/^courant-(\d+\.\d+\.\d+(?:-[a-z0-9.]+)?)-([a-z0-9_-]+)\.(tar\.gz|zip)$/))
    .filter((match) => match && systems[match[2]]);
if (released.length === 0) throw new Error(`${archives} has no archive of a release for a system that npm knows`);
const versions = new Set(released.map(([, version]) => version));
if (versions.size > 1) throw new Error(`${archives} has archives of several versions: ${[...versions].join(", ")}`);
const [version] = versions;

const optional = {};
for (const [file, , target] of released) {
    const { os, cpu } = systems[target];
    const name = `courant-${os}-${cpu}`;
    const end = os === "win32" ? ".exe" : "";
    const folder = join(out, name);
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "bin", `courant${end}`), unpack(file, `courant${end}`));
    chmodSync(join(folder, "bin", `courant${end}`), 0o755);
    write(folder, { name, version, ...about, description: `The program of courant for ${os} on ${cpu}`, os: [os], cpu: [cpu], files: ["bin"] });
    optional[name] = version;
}
const main = join(out, "courant");
mkdirSync(join(main, "bin"), { recursive: true });
cpSync(join(here, "courant.js"), join(main, "bin", "courant.js"));
cpSync(join(here, "../../README.md"), join(main, "README.md"));
write(main, {
    name: "courant", version, ...about, keywords: ["static-site-generator", "news", "markdown"], bin: { courant: "bin/courant.js" },
    files: ["bin"], engines: { node: ">=18" }, optionalDependencies: optional,
});
console.log(`${released.length + 1} packages of ${version} are in ${out}`);

// The program in an archive whose SHA-256 is the one beside it.
function unpack(file, program) {
    const bytes = readFileSync(join(archives, file));
    const [wanted] = readFileSync(join(archives, `${file}.sha256`), "utf8").split(" ");
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== wanted) throw new Error(`${file} is not the file that was released: its SHA-256 is ${found}, and should be ${wanted}`);
    const work = mkdtempSync(join(tmpdir(), "courant-"));
    const archive = join(archives, file);
    if (file.endsWith(".zip")) execFileSync("unzip", ["-q", archive, "-d", work]);
    else execFileSync("tar", ["-xzf", archive, "-C", work]);
    const unpacked = readFileSync(join(work, file.replace(/\.(tar\.gz|zip)$/, ""), program));
    rmSync(work, { recursive: true });
    return unpacked;
}

function write(folder, contents) {
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(contents, null, 2)}\n`);
}
