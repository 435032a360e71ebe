// Makes the formula for Homebrew (courant.rb) and the manifest for Scoop (courant.json) of a release from the SHA-256 beside its
// archives.
//
// usage: node packaging/manifests.mjs ARCHIVES OUT
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [archives, out] = process.argv.slice(2);
if (!out) throw new Error("usage: node packaging/manifests.mjs ARCHIVES OUT");
const manifest = readFileSync(new URL("../Cargo.toml", import.meta.url), "utf8");
const [repository, version, description] = ["repository", "version", "description"].map(
    (key) => manifest.match(new RegExp(`^${key} = "(.*)"$`, "m"))[1],
);

// The SHA-256 of each archive of this version, by its target.
const sums = {};
for (const file of readdirSync(archives)) {
    const [, target] = file.match(/^courant-.*?-((?:x86_64|aarch64)-.*)\.(?:tar\.gz|zip)\.sha256$/) ?? [];
    if (!target) continue;
    const [sum, name] = readFileSync(join(archives, file), "utf8").trim().split(/ [ *]/);
    if (!/^[0-9a-f]{64}$/.test(sum)) throw new Error(`${join(archives, file)} does not begin with a SHA-256`);
    if (name !== archive(target)) throw new Error(`${join(archives, file)} is for ${name}, and should be for ${archive(target)}`);
    sums[target] = sum;
}

mkdirSync(out, { recursive: true });
writeFileSync(join(out, "courant.rb"), formula());
writeFileSync(join(out, "courant.json"), `${JSON.stringify(scoop(), null, 4)}\n`);
console.log(`courant.rb and courant.json of ${version} are in ${out}`);

function archive(target, named = version) {
    return `courant-${named}-${target}.${target.includes("windows") ? "zip" : "tar.gz"}`;
}

function url(target, named = version) {
    return `${repository}/releases/download/v${named}/${archive(target, named)}`;
}

function sum(target) {
    if (!sums[target]) throw new Error(`${archives} has no ${archive(target)}.sha256`);
    return sums[target];
}

function formula() {
    const on = (cpu, target) => `    on_${cpu} do
      url "${url(target)}"
      sha256 "${sum(target)}"
    end`;
    return `class Courant < Formula
  desc "${description.replace(/^A s/, "S").replace(/:.*/, "")}"
  homepage "${repository}"
  version "${version}"
  license all_of: [{ any_of: ["MIT", "Apache-2.0"] }, "OFL-1.1"]

  on_macos do
${on("arm", "aarch64-apple-darwin")}
${on("intel", "x86_64-apple-darwin")}
  end
  on_linux do
${on("arm", "aarch64-unknown-linux-musl")}
${on("intel", "x86_64-unknown-linux-musl")}
  end

  def install
    bin.install "courant"
    bash_completion.install "completions/courant.bash" => "courant"
    fish_completion.install "completions/courant.fish"
    zsh_completion.install "completions/courant.zsh" => "_courant"
    man1.install Dir["man/*.1"]
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/courant --version")
  end
end
`;
}

function scoop() {
    const target = "x86_64-pc-windows-msvc";
    return {
        version,
        description: description.replace(/:.*/, ""),
        homepage: repository,
        license: "MIT|Apache-2.0,OFL-1.1",
        architecture: { "64bit": { url: url(target), hash: sum(target), extract_dir: `courant-${version}-${target}` } },
        bin: "courant.exe",
        checkver: "github",
        autoupdate: {
            architecture: {
                "64bit": {
                    url: url(target, "$version"),
                    hash: { url: "$url.sha256" },
                    extract_dir: `courant-$version-${target}`,
                },
            },
        },
    };
}
