// The index of the site's search, in the browser: no server takes part. It fetches the manifest, then for each word one small file of
// each part of the index, then the entries that are shown. `courant search` does the same and has to stay its twin.

const MOST_WORDS = 8;
const MOST_FORMS = 40;
const KEYS = {
  tag: "tag", onderwerp: "tag", thema: "tag", etiquette: "tag",
  author: "author", auteur: "author", autor: "author", autorin: "author", skriuwer: "author",
  dossier: "dossier", section: "section", rubriek: "section", rubrik: "section", rubrique: "section",
  year: "year", jaar: "year", jahr: "year", annee: "year", jier: "year",
};
const STROKES = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
const DENSE = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u{20000}-\u{3ffff}]+|[^\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u{20000}-\u{3ffff}]+/gu;
const WEIGHT = 7;

// Words: the same folding as when the index was built.

const fold = text => text.normalize("NFKD").replace(/[\p{M}\u00ad]+/gu, "").toLowerCase().normalize("NFC")
  .replace(/[ßæœøłđðþıς]/g, letter => STROKES[letter]);

const cut = word => [...word].slice(0, 48).join("");

function wordsOf(text) {
  const words = [];
  for (const [run] of fold(text).matchAll(/[\p{L}\p{N}]+/gu)) {
    for (const [part] of run.matchAll(DENSE)) {
      const letters = [...part];
      if (!/^[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u{20000}-\u{3ffff}]/u.test(part)) words.push(cut(part));
      else if (letters.length === 1) words.push(part);
      else for (let at = 1; at < letters.length; at++) words.push(letters[at - 1] + letters[at]);
    }
  }
  return words;
}

// A search: words that have to be there, words that must not, phrases, and what narrows it. The last word may be half typed.
function parse(text) {
  const search = { words: [], without: [], phrases: [], keys: [], years: [], typing: false };
  for (const [, minus, key, phrase, word] of text.slice(0, 400).matchAll(/(-?)(?:(\p{L}+):)?(?:["“”„«]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+))/gu)) {
    const words = wordsOf(phrase ?? word ?? "");
    const kind = key && KEYS[fold(key)];
    if (kind === "year") search.years.push({ year: /^\d+$/.test(words[0]) ? Number(words[0]) : NaN, without: Boolean(minus) });
    else if (kind) search.keys.push({ key: `${kind}:${words.join("-")}`, without: Boolean(minus) });
    else if (minus) search.without.push(...words);
    else {
      const own = key ? [...wordsOf(key), ...words] : words;
      search.words.push(...own);
      if (phrase !== undefined && words.length > 1) search.phrases.push(words.join(" "));
    }
  }
  search.words = [...new Set(search.words)].slice(0, MOST_WORDS);
  search.typing = /[\p{L}\p{N}]$/u.test(text);
  return search;
}

// Files of the index.

const files = new Map();
let base;

// Opens the index at an address. What was fetched of it is forgotten.
function open(address) {
  base = new URL(address, location);
  files.clear();
}

// A file as `read` makes it of its bytes, once.
function load(name, read, cache = "force-cache") {
  if (!files.has(name)) {
    const loaded = (async () => {
      const answer = await fetch(new URL(name, base), { cache });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return read(new Uint8Array(await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()));
    })();
    files.set(name, loaded);
    loaded.catch(() => files.delete(name));
  }
  return files.get(name);
}

const textOf = bytes => new TextDecoder().decode(bytes);

// A line of JSON, and the fingerprints of the files of each tier.
function readManifest(bytes) {
  let [at, start] = [bytes.indexOf(10), 0];
  const manifest = JSON.parse(textOf(bytes.subarray(0, at++)));
  if (manifest.version !== 3) throw new Error("another version");
  const hashes = (count, size) => Array.from({ length: count }, () =>
    Array.from(bytes.subarray(at, at += size), byte => byte.toString(16).padStart(2, "0")).join(""));
  for (const tier of manifest.tiers) {
    tier.shards = hashes(tier.starts.length, 4);
    tier.blocks = hashes(Math.ceil(tier.items / manifest.block / manifest.blocks), 3);
    // The items of all tiers have numbers that follow each other.
    tier.start = start;
    start += tier.items;
  }
  return manifest;
}

const manifest = () => load("index.bin", readManifest, "no-cache");

function readShard(bytes) {
  const length = new DataView(bytes.buffer).getUint32(0, true);
  let start = 4 + length;
  const groups = [];
  for (const line of textOf(bytes.subarray(4, start)).split("\n").filter(Boolean)) {
    const [head, size] = line.split("\t");
    const [stem, ...written] = head.split(" ");
    const letters = [...stem];
    const forms = written.map(form => {
      const dot = form.indexOf(".");
      return letters.slice(0, letters.length - form.slice(0, dot)).join("") + form.slice(dot + 1);
    });
    const [own, bits = 0] = size.split("*").map(Number);
    groups.push({ stem, forms, bits, bytes: bytes.subarray(start, start += own) });
  }
  return groups;
}

// The groups of the shard of a tier that has a word if any has, and of its neighbours where these have words that begin as
// `isWanted` says of their starts: the one before ends at the start of its own.
async function groupsOf({ letter, starts, shards }, word, isWanted = () => false) {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= word) low = middle;
    else high = middle;
  }
  const wanted = place => place < starts.length && isWanted(starts[place]);
  const places = [low - 1, low, low + 1].filter((place, at) => starts[place] !== undefined && (at === 1 || wanted(at ? place : low)));
  const read = await Promise.all(places.map(place => {
    const letters = [...starts[place]].slice(0, 2).map(letter => letter.codePointAt(0).toString(16)).join("");
    return load(`${letter}w${letters}-${shards[place]}.bin`, readShard);
  }));
  return read.flat();
}

const ofTiers = (tiers, word, isWanted) => Promise.all(tiers.map(tier => groupsOf(tier, word, isWanted)));

// The numbers of the items of a group, and the weights of its word in them. Those of a frequent word begin with a bit for each item
// that says whether it has the word; behind the bits are the items whose title has it.
function postings(group) {
  if (group.items) return group;
  const { bytes, bits } = group;
  const size = bits * 8 + bytes.length;
  const [items, weights] = [new Uint32Array(size), new Uint8Array(size)];
  let [count, next] = [0, 0];
  const addBits = end => {
    for (; next < end; next++) {
      if (!(bytes[next >> 3] >> (next & 7) & 1)) continue;
      items[count] = next;
      weights[count++] = 2;
    }
  };
  for (let at = bits, start = 0; at < bytes.length;) {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    const item = start + (bits ? value : Math.floor(value / 8));
    addBits(Math.min(item, bits * 8));
    [start, next] = [item + 1, item + 1];
    items[count] = item;
    weights[count++] = bits ? 5 : value & 7;
  }
  addBits(bits * 8);
  [group.items, group.weights] = [items.subarray(0, count), weights.subarray(0, count)];
  return group;
}

// Whether two words differ by one letter that is missing, added, replaced, or changed places with its neighbour.
function isNear(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const [rest, otherRest] = [one.slice(start), other.slice(start)];
  return rest.slice(1) === otherRest || rest === otherRest.slice(1) || rest.slice(1) === otherRest.slice(1)
    || (rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2));
}

// The group of which a word that the site does not have may be a form: that with the longest stem or form with which the word begins.
function inflected(groups, word) {
  let [length, best] = [3, undefined];
  // "library" has the stem of "libraries".
  const withI = word.replace(/y$/, "i");
  for (const group of groups) for (const known of [group.stem, ...group.forms]) {
    const own = [...known].length;
    if (own > length && (withI === known || (word.startsWith(known) && [...word].length - own <= 3))) [length, best] = [own, group];
  }
  return best;
}

// The groups that a word may mean in each tier: its own, and while it is typed those that begin with it, or else those that are one
// typing error away.
async function meant(tiers, word, typing) {
  const isHalf = typing && word.length > 2;
  let read = await ofTiers(tiers, word, start => isHalf && start > word && start.startsWith(word));
  const isExact = ({ forms }) => forms.includes(word);
  if (!read.flat().some(isExact)) read = await ofTiers(tiers, word, start => start.slice(0, 2) === word.slice(0, 2));
  const groups = read.flat().filter(({ forms }) => forms.length);
  const stem = (groups.find(isExact) ?? groups.find(({ stem }) => stem === word) ?? inflected(groups, word))?.stem;
  const own = read.map(groups => groups.find(group => group.stem === stem));
  const begun = groups => !isHalf ? [] : groups.filter(({ forms }) => forms.some(form => form.startsWith(word)))
    .sort((one, other) => other.bytes.length - one.bytes.length).slice(0, MOST_FORMS);
  const found = read.map((groups, place) => [...new Set([own[place], ...begun(groups)])].filter(Boolean));
  if (found.some(groups => groups.length) || [...word].length < 4 || /\p{N}/u.test(word)) return { found, own };
  return { own, found: read.map(groups => groups.filter(({ forms }) => forms.some(form => form[0] === word[0] && isNear(form, word)))) };
}

// The logarithm of a number in sixteenths of a bit, in whole numbers: every browser has the same.
function log(number) {
  const whole = 31 - Math.clz32(number);
  return whole * 16 + Math.floor((number - 2 ** whole) * 16 / 2 ** whole);
}

const monthOf = ([, year, month]) => year * 12 + month;

function isOfYears(own, years) {
  const wanted = years.filter(({ without }) => !without);
  return (!wanted.length || wanted.some(({ year }) => year === own)) && !years.some(({ year, without }) => without && year === own);
}

// Adds what a word is worth in each item of a tier, in times its worth: of several groups the best counts.
function best(groups, own, size) {
  const best = new Uint8Array(size);
  for (const group of groups) {
    const { items, weights } = postings(group);
    const factor = group === own ? 3 : 2;
    for (let at = 0; at < items.length; at++) if (weights[at] * factor > best[items[at]]) best[items[at]] = weights[at] * factor;
  }
  return best;
}

// Marks the items that any of these groups has.
function having(groups, size) {
  const has = new Uint8Array(size);
  for (const group of groups) for (const item of postings(group).items) has[item] = 1;
  return has;
}

// The group of a key in each tier, as a list of one or none.
const withKey = async (tiers, key) => (await ofTiers(tiers, key)).map(groups => groups.filter(({ stem }) => stem === key));

// A hit is one number, so that many are sorted fast: its score, and below that the number of its item.
const SCORE = 2 ** 26;

// Finds: items of all tiers with their scores, best first.
async function find(text) {
  const search = parse(text);
  const { tiers } = await manifest();
  const total = tiers.reduce((sum, tier) => sum + tier.items, 0);
  const newest = Math.max(0, ...tiers.map(tier => tier.months.length ? monthOf(tier.months.at(-1)) : 0));
  const last = search.typing ? search.words.at(-1) : null;
  const [words, without, keys] = await Promise.all([
    Promise.all(search.words.map(word => meant(tiers, word, word === last))),
    Promise.all(search.without.map(word => meant(tiers, word, false))),
    Promise.all(search.keys.map(async ({ key, without }) => ({ without, groups: await withKey(tiers, key) }))),
  ]);
  const marks = new Set(search.words);
  const ofWord = words.map(({ found, own }) => {
    const count = found.flat().reduce((sum, group) => sum + postings(group).items.length, 0);
    for (const group of found.flat()) for (const form of group.forms) marks.add(form);
    return { found, own, worth: log(1 + Math.floor(16 * total / Math.max(1, count))) };
  });
  const isNarrowed = ofWord.length || keys.some(({ without }) => !without) || search.years.some(({ without }) => !without);
  const ofTier = tiers.map((tier, place) => ({
    tier,
    sets: ofWord.map(({ found, own }) => best(found[place], own[place], tier.items)),
    narrowed: keys.map(({ without, groups }) => ({ without: Number(without), has: having(groups[place], tier.items) })),
    excluded: having(without.flatMap(({ found }) => found[place]), tier.items),
  }));
  // The items that have all words, or all but so many.
  const lacking = most => {
    const hits = new Float64Array(isNarrowed ? total : 0);
    let count = 0;
    for (const { tier, sets, narrowed, excluded } of isNarrowed ? ofTier : []) {
      const { items, months } = tier;
      let month = 0;
      for (let item = 0; item < items; item++) {
        let [score, lacks] = [sets.length ? 0 : WEIGHT, 0];
        for (let word = 0; word < sets.length && lacks <= most; word++) {
          if (sets[word][item]) score += sets[word][item] * ofWord[word].worth;
          else lacks++;
        }
        if (lacks > most || excluded[item] || narrowed.some(({ has, without }) => has[item] === without)) continue;
        while (month + 1 < months.length && months[month + 1][0] <= item) month++;
        const when = months[month];
        if (!isOfYears(when?.[1], search.years)) continue;
        const age = when ? Math.max(0, newest - monthOf(when)) : 12;
        // An item of this month counts a quarter more than an old one; the half of that is left after a year.
        hits[count++] = score * (16 + Math.floor(48 / (12 + age))) * SCORE + tier.start + item;
      }
    }
    return hits.slice(0, count).sort().reverse();
  };
  const all = lacking(0);
  const isPart = !all.length && ofWord.length > 1;
  return { search, tiers, marks, isPart, hits: isPart ? lacking(1) : all };
}

// The tier of a hit, and the number of its item in it.
function placeOf(tiers, hit) {
  const number = hit % SCORE;
  const tier = tiers.findLast(({ start }) => start <= number);
  return { tier, item: number - tier.start };
}

// The years of the items of a tier are known from the first item of each month.
function yearOf(tiers, hit) {
  const { tier, item } = placeOf(tiers, hit);
  if (!tier.years) {
    tier.years = new Uint16Array(tier.items);
    for (const [first, year] of tier.months) tier.years.fill(year, first);
  }
  return tier.years[item];
}

async function entryOf(tiers, hit) {
  const { tier, item } = placeOf(tiers, hit);
  const { block, blocks } = await manifest();
  const number = Math.floor(item / block);
  const name = `${tier.letter}d${number}-${tier.blocks[Math.floor(number / blocks)]}.bin`;
  return (await load(name, bytes => JSON.parse(textOf(bytes))))[item % block];
}

// A phrase is looked for on the pages themselves: it takes no room in the index.
async function hasPhrases([href], phrases) {
  const answer = await fetch(href);
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = ` ${wordsOf((page.querySelector("main") ?? page.body).textContent).join(" ")} `;
  return phrases.every(phrase => text.includes(` ${phrase} `));
}

// Words of the site that begin as one that is half typed, the most frequent first.
async function wordsFrom(begun) {
  const { tiers } = await manifest();
  const counts = new Map();
  for (const group of (await ofTiers(tiers, begun, start => start > begun && start.startsWith(begun))).flat()) {
    for (const form of group.forms) {
      if (form.startsWith(begun) && form !== begun) counts.set(form, (counts.get(form) ?? 0) + group.bytes.length);
    }
  }
  return [...counts].sort(([one, few], [other, many]) => many - few || (one < other ? -1 : 1)).slice(0, 6).map(([word]) => word);
}

export { entryOf, find, hasPhrases, having, manifest, open, placeOf, withKey, wordsFrom, wordsOf, yearOf };
