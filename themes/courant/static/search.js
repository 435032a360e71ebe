// The search page: what is typed, and the results that readers see. Nothing that is found is ever read as markup.

const PAGE = 10;

const form = document.querySelector("[data-search]");
const [box, options, status, list, more, narrow] =
  ["[data-search] input", "[data-words]", "[data-status]", "[data-results]", "[data-more]", "[data-narrow]"]
    .map(name => document.querySelector(name));
const facets = document.querySelectorAll("[data-facets]");
const word = name => form.dataset[name] ?? "";
const say = text => { status.textContent = text; };
let [turn, shown, current, chosen] = [0, 0, null, {}];

const { entryOf, find, hasPhrases, having, manifest, open, placeOf, withKey, wordsFrom, wordsOf, yearOf } =
  await import(form.dataset.engine).catch(error => { say(word("failed")); throw error; });

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

// Facets: what hits have in common, by which they are narrowed. Each has its values with the items that have them.

async function facetsOf({ tiers, hits }) {
  const { sections, tags } = await manifest();
  const known = (kind, names) => Promise.all(names.map(async ([key, name]) => {
    const groups = await withKey(tiers, `${kind}:${key}`);
    const sets = tiers.map((tier, place) => having(groups[place], tier.items));
    return { name, has: hit => { const { tier, item } = placeOf(tiers, hit); return sets[tiers.indexOf(tier)][item] === 1; } };
  }));
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
  open(form.dataset.index);
  clear(word("failed"));
}

async function run(text) {
  const own = ++turn;
  document.title = text ? `${text} – ${title}` : title;
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
  const best = await wordsFrom(begun);
  if (own !== turn || document.activeElement !== box) return;
  if (!best.length) return close();
  options.replaceChildren(...best.map((text, place) => {
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
const title = document.title;
// What is typed has one entry of its own in the history, after the search before it.
let isTyped = !asked();
let timer;

function typed() {
  if (asked() !== box.value) history[isTyped ? "replaceState" : "pushState"](null, "", address(box.value));
  isTyped = true;
  run(box.value);
}

open(form.dataset.index);
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
  if (asked() !== box.value) isTyped = false;
  typed();
  isTyped = false;
});
addEventListener("popstate", () => {
  isTyped = false;
  box.value = asked();
  run(box.value);
});
box.value = asked();
if (box.value) run(box.value);
else manifest().catch(failed);
