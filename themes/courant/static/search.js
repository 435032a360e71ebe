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
  if (read.version !== 2) throw new Error("another version");
  let start = 0;
  for (const tier of read.tiers) {
    tier.list = tier.starts.split("\n");
    // The items of all tiers have numbers that follow each other.
    tier.start = start;
    start += tier.items;
  }
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

// The numbers of the items of a group, and the weights of its word in them.
function postings(group) {
  if (group.items) return group;
  const { bytes } = group;
  const [items, weights] = [new Uint32Array(bytes.length), new Uint8Array(bytes.length)];
  let count = 0;
  for (let at = 0, next = 0; at < bytes.length;) {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    items[count] = next + Math.floor(value / 8);
    next = items[count] + 1;
    weights[count++] = value & 7;
  }
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
    found: read.map(({ groups }) => groups.filter(group => group.forms.some(form => form[0] === word[0] && isNear(form, word)))),
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
    Promise.all(search.keys.map(async ({ key, without }) => ({ key, without, read: await Promise.all(tiers.map(tier => shard(tier, key))) }))),
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
    narrowed: keys.map(({ key, without, read }) => {
      const group = read[place].stems?.get(key);
      return { without: Number(without), has: having(group ? [group] : [], tier.items) };
    }),
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
const [box, options, status, list, more, narrow] =
  ["[data-search] input", "[data-words]", "[data-status]", "[data-results]", "[data-more]", "[data-narrow]"]
    .map(name => document.querySelector(name));
const facets = document.querySelectorAll("[data-facets]");
const word = name => form.dataset[name] ?? "";
let [turn, shown, current, chosen] = [0, 0, null, {}];

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

// Facets: what hits have in common, by which they are narrowed. Each has its values with the items that have them.

async function facetsOf({ tiers, hits }) {
  const { sections, tags } = await manifest();
  const known = async (kind, names) => {
    const all = await Promise.all(names.map(async ([key, name]) => {
      const read = await Promise.all(tiers.map(tier => shard(tier, `${kind}:${key}`)));
      const groups = read.map(({ stems }) => stems?.get(`${kind}:${key}`));
      const sets = tiers.map((tier, place) => having(groups[place] ? [groups[place]] : [], tier.items));
      return { name, has: hit => { const { tier, item } = placeOf(tiers, hit); return sets[tiers.indexOf(tier)][item] === 1; } };
    }));
    return all;
  };
  const years = [...new Set(hits.map(hit => yearOf(tiers, hit)))].filter(Boolean).sort((one, other) => other - one);
  return {
    year: years.map(year => ({ name: String(year), has: hit => yearOf(tiers, hit) === year })),
    section: narrow.open ? await known("section", sections) : [],
    tag: narrow.open ? await known("tag", tags) : [],
  };
}

// The hits that have what was chosen in all facets, or in all but one.
const narrowed = but => Object.entries(chosen).reduce((hits, [kind, value]) => kind === but ? hits : hits.filter(value.has), current.hits);

function facet(kind, values) {
  const hits = narrowed(kind);
  const counted = values.map(value => ({ ...value, count: hits.reduce((sum, hit) => sum + Number(value.has(hit)), 0) })).filter(({ count }) => count);
  if (counted.length < 2 && !chosen[kind]) return [];
  if (kind === "tag") counted.sort((one, other) => other.count - one.count);
  const buttons = counted.map(({ name, count, has }) => {
    const button = element("button", "", `${name} `, element("span", "", `(${count})`));
    const isChosen = chosen[kind]?.name === name;
    button.type = "button";
    button.dataset.value = `${kind} ${name}`;
    button.setAttribute("aria-pressed", String(isChosen));
    button.addEventListener("click", () => {
      if (isChosen) delete chosen[kind];
      else chosen[kind] = { name, has };
      shown = 0;
      Promise.all([showFacets(turn), show(turn)]).catch(failed);
    });
    return element("li", "", button);
  });
  const label = element("p", "label", word(kind));
  label.id = `search-${kind}`;
  const names = element("ul", "", ...buttons);
  names.setAttribute("aria-labelledby", label.id);
  return [element("div", "", label, names)];
}

// Shows the facets. The button that was pressed keeps the focus.
async function showFacets(own) {
  const pressed = document.activeElement?.dataset?.value;
  const found = current.facets?.open === narrow.open ? current.facets : { open: narrow.open, ...await facetsOf(current) };
  if (own !== turn) return;
  current.facets = found;
  const [years, ...others] = ["year", "section", "tag"].map(kind => facet(kind, found[kind]));
  facets[0].replaceChildren(...years);
  facets[1].replaceChildren(...others.flat());
  facets[0].hidden = !years.length;
  narrow.hidden = current.hits.length < 2;
  if (pressed) [...document.querySelectorAll("[data-facets] button")].find(({ dataset }) => dataset.value === pressed)?.focus();
}

async function show(own, focus) {
  const { search, marks, tiers } = current;
  if (search.phrases.length && !current.checked) {
    const some = await Promise.all([...current.hits.slice(0, 20)].map(async hit => [hit, await entryOf(tiers, hit)]));
    const has = await Promise.all(some.map(([, entry]) => hasPhrases(entry, search.phrases)));
    if (own !== turn) return;
    current.hits = current.hits.slice(0, 20).filter((_, place) => has[place]);
    current.checked = true;
  }
  const hits = narrowed();
  const from = shown;
  const entries = await Promise.all([...hits.slice(from, from + PAGE)].map(hit => entryOf(tiers, hit)));
  if (own !== turn) return;
  if (from === 0) list.replaceChildren();
  list.append(...entries.map(entry => result(entry, marks)));
  shown = from + entries.length;
  more.hidden = shown >= hits.length;
  const found = word(current.isPart ? "part" : "found").replace("{count}", hits.length);
  say(hits.length ? found : word("nothing"));
  if (focus) list.children[from]?.querySelector("a")?.focus();
}

function clear(text) {
  list.replaceChildren();
  [more.hidden, narrow.hidden, facets[0].hidden] = [true, true, true];
  say(text);
}

function failed() {
  files.clear();
  shards.clear();
  clear(word("failed"));
}

async function run(text) {
  const own = ++turn;
  [shown, chosen] = [0, {}];
  if (!wordsOf(text).length) return clear("");
  try {
    const found = await find(text);
    if (own !== turn) return;
    current = found;
    await show(own);
    await showFacets(own);
  } catch {
    if (own === turn) failed();
  }
}

// Words that begin as the one that is typed: a list below the box, in the combobox pattern of ARIA.

let at = -1;

function close() {
  at = -1;
  options.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function choose(place) {
  const all = [...options.children];
  at = (place + all.length + 1) % (all.length + 1);
  all.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
  if (all[at]) box.setAttribute("aria-activedescendant", all[at].id);
  else box.removeAttribute("aria-activedescendant");
}

function take(text) {
  box.value = box.value.replace(/[\p{L}\p{N}\p{M}]+$/u, text);
  close();
  typed();
}

async function suggest(own) {
  const [begun] = wordsOf(/[\p{L}\p{N}\p{M}]+$/u.exec(box.value)?.[0] ?? "");
  if (!begun || begun.length < 3) return close();
  const { tiers } = await manifest();
  const read = await Promise.all(tiers.map(tier => shard(tier, begun)));
  if (own !== turn || document.activeElement !== box) return;
  const counts = new Map();
  for (const { forms } of read) for (const [form, { bytes }] of forms) {
    if (form.startsWith(begun) && form !== begun) counts.set(form, (counts.get(form) ?? 0) + bytes.length);
  }
  const best = [...counts].sort(([one, few], [other, many]) => many - few || (one < other ? -1 : 1)).slice(0, 6);
  if (!best.length) return close();
  options.replaceChildren(...best.map(([text], place) => {
    const option = element("li", "", text);
    [option.id, option.role] = [`search-word-${place}`, "option"];
    option.setAttribute("aria-selected", "false");
    option.addEventListener("mousedown", event => { event.preventDefault(); take(text); });
    return option;
  }));
  at = -1;
  options.hidden = false;
  box.setAttribute("aria-expanded", "true");
  box.removeAttribute("aria-activedescendant");
}

function key(event) {
  if (options.hidden) return;
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at - 1);
  else if (event.key === "Enter" && at >= 0) take(options.children[at].textContent);
  else return;
  event.preventDefault();
}

const asked = () => new URLSearchParams(location.search).get("q") ?? "";
const address = text => { const url = new URL(location); text ? url.searchParams.set("q", text) : url.searchParams.delete("q"); return url; };
let timer;

function typed() {
  history.replaceState(null, "", address(box.value));
  return run(box.value);
}

function start() {
  base = new URL(form.dataset.index, location);
  more.addEventListener("click", () => show(turn, true).catch(failed));
  narrow.addEventListener("toggle", () => current && showFacets(turn).catch(failed));
  box.addEventListener("keydown", key);
  box.addEventListener("blur", close);
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { typed(); suggest(turn).catch(close); }, 150);
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    clearTimeout(timer);
    close();
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
