// The search of the site, in the browser: no server takes part. It fetches the manifest of the index, then for each word one small
// file of each part of the index, then the entries that are shown. Nothing that is found is ever read as markup.

const PAGE = 10;
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

const fold = text => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().normalize("NFC")
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
    if (kind === "year") search.years.push({ year: Number(words[0]), without: Boolean(minus) });
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

async function load(name, lasting) {
  if (!files.has(name)) {
    const loaded = (async () => {
      const answer = await fetch(new URL(name, base), { cache: lasting ? "force-cache" : "no-cache" });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return new Uint8Array(await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
    })();
    files.set(name, loaded);
    loaded.catch(() => files.delete(name));
  }
  return files.get(name);
}

const textOf = bytes => new TextDecoder().decode(bytes);

async function manifest() {
  const read = JSON.parse(textOf(await load("index.bin")));
  if (read.version !== 1) throw new Error("another version");
  for (const tier of read.tiers) tier.list ??= tier.starts.split("\n");
  return read;
}

const hashAt = (text, place) => text.slice(place * 8, place * 8 + 8);

function shardName(tier, word) {
  let [low, high] = [0, tier.list.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (tier.list[middle] <= word) low = middle;
    else high = middle;
  }
  if (!tier.shards) return null;
  const letters = [...tier.list[low]].slice(0, 2).map(letter => letter.codePointAt(0).toString(16)).join("");
  return `${tier.letter}w${letters}-${hashAt(tier.shards, low)}.bin`;
}

const shards = new Map();

async function shard(tier, word) {
  const name = shardName(tier, word);
  if (!name) return { forms: new Map(), groups: [] };
  if (!shards.has(name)) {
    const bytes = await load(name, true);
    const length = new DataView(bytes.buffer).getUint32(0, true);
    let start = 4 + length;
    const [forms, groups] = [new Map(), []];
    for (const line of textOf(bytes.subarray(4, start)).split("\n")) {
      if (!line) continue;
      const [head, size] = line.split("\t");
      const [stem, ...written] = head.split(" ");
      const letters = [...stem];
      const group = { stem, bytes: bytes.subarray(start, start += Number(size)), forms: [] };
      for (const form of written) {
        const [lacks, rest] = [form.slice(0, form.indexOf(".")), form.slice(form.indexOf(".") + 1)];
        group.forms.push(letters.slice(0, letters.length - lacks).join("") + rest);
      }
      for (const form of group.forms) forms.set(form, group);
      groups.push(group);
    }
    shards.set(name, { forms, groups, stems: new Map(groups.map(group => [group.stem, group])) });
  }
  return shards.get(name);
}

function postings(group) {
  if (group.items) return group.items;
  const [bytes, items] = [group.bytes, []];
  for (let at = 0, next = 0; at < bytes.length;) {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    const item = next + Math.floor(value / 8);
    items.push(item, value & 7);
    next = item + 1;
  }
  group.items = items;
  return items;
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

// The group of which a word that the site does not have may be a form: that with the longest stem.
function inflected(groups, word) {
  const letters = [...word].length;
  const lengthOf = ({ stem }) => [...stem].length;
  const may = groups.filter(group => word.startsWith(group.stem) && lengthOf(group) >= 4 && letters - lengthOf(group) <= 3);
  return may.reduce((best, group) => (best && lengthOf(best) > lengthOf(group) ? best : group), undefined);
}

// The groups that a word may mean in each tier: its own; or else, while it is typed, those that begin with it; or else those that are
// one typing error away.
async function meant(tiers, word, typing) {
  const read = await Promise.all(tiers.map(tier => shard(tier, word)));
  const exact = read.map(({ forms }) => forms.get(word));
  const groups = read.flatMap(({ groups }) => groups).filter(({ forms }) => forms.length);
  const stem = (exact.find(Boolean) ?? groups.find(({ stem }) => stem === word) ?? inflected(groups, word))?.stem;
  const own = read.map(({ stems }, place) => exact[place] ?? (stem && stems?.get(stem)));
  const begun = !typing || word.length < 3 ? [] : read.map(({ groups }) =>
    groups.filter(group => !group.stem.includes(":") && group.forms.some(form => form.startsWith(word)))
      .sort((one, other) => other.bytes.length - one.bytes.length).slice(0, MOST_FORMS));
  const found = read.map((_, place) => [...new Set([own[place], ...(begun[place] ?? [])])].filter(Boolean));
  if (found.some(groups => groups.length) || word.length < 4 || /\d/.test(word)) return { found, own };
  return {
    own,
    found: read.map(({ groups }) => groups.filter(group => group.forms.some(form => isNear(form, word)))),
  };
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
    Promise.all(search.keys.map(async ({ key, without }) => ({ key, without, read: await Promise.all(tiers.map(tier => shard(tier, key))) }))),
  ]);
  const marks = new Set(search.words);
  const ofWord = words.map(({ found, own }) => {
    const count = found.flat().reduce((sum, group) => sum + postings(group).length / 2, 0);
    for (const group of found.flat()) for (const form of group.forms) marks.add(form);
    return { found, own, worth: log(1 + Math.floor(16 * total / Math.max(1, count))) };
  });
  const hits = [];
  tiers.forEach((tier, place) => {
    const scores = new Map();
    const sets = ofWord.map(({ found, own, worth }) => {
      const best = new Map();
      for (const group of found[place]) {
        const items = postings(group);
        const factor = group === own[place] ? 3 : 2;
        for (let at = 0; at < items.length; at += 2) {
          best.set(items[at], Math.max(best.get(items[at]) ?? 0, items[at + 1] * worth * factor));
        }
      }
      return best;
    });
    const narrowed = keys.map(({ key, without, read }) => {
      const group = read[place].stems?.get(key);
      return { without, items: new Set(group ? postings(group).filter((_, at) => at % 2 === 0) : []) };
    });
    const excluded = new Set(without.flatMap(({ found }) => found[place].flatMap(group => postings(group).filter((_, at) => at % 2 === 0))));
    const first = sets.length ? [...sets].sort((one, other) => one.size - other.size)[0].keys()
      : narrowed.find(({ without }) => !without)?.items ?? (search.years.some(({ without }) => !without) ? Array(tier.items).keys() : []);
    let month = 0;
    for (const item of [...first].sort((one, other) => one - other)) {
      if (excluded.has(item) || narrowed.some(({ without, items }) => items.has(item) === without)) continue;
      let score = sets.length ? 0 : WEIGHT;
      if (!sets.every(set => { const own = set.get(item); score += own ?? 0; return own; })) continue;
      while (month + 1 < tier.months.length && tier.months[month + 1][0] <= item) month++;
      const when = tier.months[month];
      if (!isOfYears(when?.[1], search.years)) continue;
      const age = when ? Math.max(0, newest - monthOf(when)) : 12;
      // An item of this month counts a half more than an old one; the half of that is left after a year.
      scores.set(item, { tier, item, year: when?.[1], score: score * (16 + Math.floor(96 / (12 + age))) });
    }
    hits.push(...scores.values());
  });
  hits.sort((one, other) => other.score - one.score || tiers.indexOf(other.tier) - tiers.indexOf(one.tier) || other.item - one.item);
  return { search, hits, marks };
}

async function entryOf({ tier, item }) {
  const number = Math.floor(item / tier.block);
  const name = `${tier.letter}d${number}-${hashAt(tier.blocks, number)}.bin`;
  return JSON.parse(textOf(await load(name, true)))[item % tier.block];
}

// A phrase is looked for on the pages themselves: it takes no room in the index.
async function hasPhrases([href], phrases) {
  const answer = await fetch(href);
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = ` ${wordsOf((page.querySelector("main") ?? page.body).textContent).join(" ")} `;
  return phrases.every(phrase => text.includes(` ${phrase} `));
}

// What readers see.

const form = document.querySelector("[data-search]");
const [box, status, list, more, years] = ["[data-search] input", "[data-status]", "[data-results]", "[data-more]", "[data-years]"]
  .map(name => document.querySelector(name));
const word = name => form.dataset[name] ?? "";
let [turn, shown, current, year] = [0, 0, null, null];

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
};

// A text with marks at the words that were looked for.
function marked(text, marks) {
  const parts = text.split(/([\p{L}\p{N}\p{M}]+)/u);
  return parts.map(part => part && wordsOf(part).some(one => marks.has(one)) ? element("mark", "", part) : part);
}

function result([href, title, iso, date, summary, section, tags], marks) {
  const link = element("a", "", ...marked(title, marks));
  link.href = href;
  const about = element("p", "search-about");
  if (date) {
    const time = element("time", "", date);
    time.dateTime = iso;
    about.append(time);
  }
  for (const text of [section, ...tags.slice(0, 3)].filter(Boolean)) about.append(element("span", "", text));
  return element("li", "", element("h2", "", link), about, element("p", "", ...marked(summary, marks)));
}

const say = text => { status.textContent = text; };

async function show(own, focus) {
  const { search, marks } = current;
  const hits = year === null ? current.hits : current.hits.filter(hit => hit.year === year);
  const from = shown;
  let entries = [];
  if (search.phrases.length && !current.checked) {
    const some = await Promise.all(hits.slice(0, 20).map(async hit => [hit, await entryOf(hit)]));
    const has = await Promise.all(some.map(([, entry]) => hasPhrases(entry, search.phrases)));
    if (own !== turn) return;
    current.hits = some.filter((_, place) => has[place]).map(([hit]) => hit);
    current.checked = true;
    return show(own, focus);
  }
  entries = await Promise.all(hits.slice(from, from + PAGE).map(entryOf));
  if (own !== turn) return;
  if (from === 0) list.replaceChildren();
  list.append(...entries.map(entry => result(entry, marks)));
  shown = from + entries.length;
  more.hidden = shown >= hits.length;
  say(hits.length ? word("found").replace("{count}", hits.length) : word("nothing"));
  if (focus) list.children[from]?.querySelector("a")?.focus();
}

// The years in which there is something, with the number of items.
function showYears() {
  const counts = new Map();
  for (const hit of current.hits) if (hit.year) counts.set(hit.year, (counts.get(hit.year) ?? 0) + 1);
  const all = [...counts].sort(([one], [other]) => other - one);
  years.hidden = all.length < 2 || current.search.phrases.length > 0;
  years.querySelector("ul").replaceChildren(...all.map(([number, count]) => {
    const button = element("button", "", `${number} `, element("span", "", `(${count})`));
    button.type = "button";
    button.setAttribute("aria-pressed", String(year === number));
    button.addEventListener("click", () => {
      year = year === number ? null : number;
      for (const other of years.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button && year !== null));
      shown = 0;
      show(turn).catch(failed);
    });
    return element("li", "", button);
  }));
}

function failed() {
  files.clear();
  shards.clear();
  list.replaceChildren();
  [more.hidden, years.hidden] = [true, true];
  say(word("failed"));
}

async function run(text) {
  const own = ++turn;
  [shown, year] = [0, null];
  if (!wordsOf(text).length) {
    list.replaceChildren();
    [more.hidden, years.hidden] = [true, true];
    return say("");
  }
  try {
    const found = await find(text);
    if (own !== turn) return;
    current = found;
    showYears();
    await show(own);
  } catch (error) {
    if (own === turn) failed(error);
  }
}

const asked = () => new URLSearchParams(location.search).get("q") ?? "";
const address = text => { const url = new URL(location); text ? url.searchParams.set("q", text) : url.searchParams.delete("q"); return url; };
let timer;

function start() {
  base = new URL(form.dataset.index, location);
  more.addEventListener("click", () => show(turn, true).catch(failed));
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { history.replaceState(null, "", address(box.value)); run(box.value); }, 150);
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    clearTimeout(timer);
    if (asked() !== box.value) history.pushState(null, "", address(box.value));
    run(box.value);
  });
  addEventListener("popstate", () => { box.value = asked(); run(box.value); });
  box.value = asked();
  if (box.value) run(box.value);
  else manifest().catch(failed);
}

if (form) start();

// For benchmarks and tests.
export { entryOf, find };
