// The bar at the foot of every page of a preview: what the page is, and when.

import { element, link } from "./parts.js";
import { counted } from "./words.js";
import { tally } from "./overlay.js";

const HIDDEN = "courant-bar-hidden";
const MOMENT = "courant-at";

/** The moment at which this browser sees the site; empty where it is now. */
export function moment() {
  const pairs = document.cookie.split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === MOMENT)?.[1] ?? "";
}

function setMoment(value) {
  const age = value ? "" : "; max-age=0";
  document.cookie = `${MOMENT}=${value}; path=/; samesite=strict${age}`;
  location.reload();
}

/** The bar. */
export class Bar {
  #word;
  #bar;
  #content;
  #toggle;
  #status;

  constructor(root, word) {
    this.#word = word;
    this.#toggle = element("button", { type: "button", class: "toggle", onclick: () => this.#fold(!this.#isHidden()) });
    this.#content = element("div", { class: "content" });
    this.#status = element("p", { class: "lost", role: "status" });
    this.#bar = element("aside", { class: "bar", "aria-label": word("preview") }, this.#content, this.#status, this.#toggle);
    this.#fold(this.#isHidden());
    root.append(this.#bar);
  }

  /** Says whether the server is there. */
  lost(isLost) {
    this.#status.textContent = isLost ? this.#word("lost") : "";
  }

  /** Shows what is known of the page. `openReport` shows all mistakes. */
  show(about, state, openReport) {
    const word = this.#word;
    const focused = this.#bar.getRootNode().activeElement?.getAttribute("name");
    const parts = [
      ...this.#item(about.item),
      this.#mistakes(state, openReport),
      ...about.new.map((item) => element("span", { class: "new" }, `${word("new_item")} `, link(item.href, {}, item.title))),
      this.#moment(about.at),
    ];
    // A date that is being typed is not taken away.
    if (focused === "moment") return;
    this.#content.replaceChildren(...parts.filter(Boolean));
    if (about.missing) this.#content.prepend(this.#missing(about.missing));
    if (about.waiting.length > 0) {
      const label = word("would_be");
      const list = element("ul", {}, ...this.#held(about.waiting));
      this.#content.prepend(element("section", { class: "missing", "aria-label": label }, element("p", {}, label), list));
    }
  }

  #item(item) {
    if (!item) return [];
    const word = this.#word;
    const states = item.states.length > 0 ? item.states : [{ kind: "published" }];
    const others = item.languages.filter((language) => !language.is_shown);
    return [
      element(
        "span",
        { class: "states" },
        ...states.map(({ kind, until }) => element("strong", { class: `state ${kind}` }, word(kind, { until }))),
      ),
      item.editor
        ? link(item.editor, { class: "file", title: word("open", { file: item.file }) }, item.file)
        : element("span", { class: "file" }, item.file),
      ...item.contacts.map(({ name, file, editor }) => {
        const words = word("contact", { name });
        return editor ? link(editor, { class: "file", title: word("open", { file }) }, words) : element("span", { class: "file", title: file }, words);
      }),
      element("span", {}, `${counted(word, "word", "words", item.words)}, ${word("minutes", { count: item.minutes })}`),
      element("span", { class: "checks" }, item.findings === 0 ? word("no_findings") : counted(word, "finding", "findings", item.findings)),
      others.length > 0 &&
        element(
          "nav",
          { "aria-label": word("languages") },
          ...others.map((other) => link(other.href, { lang: other.tag, hreflang: other.tag }, other.name)),
        ),
    ];
  }

  #mistakes(state, openReport) {
    const text = tally(this.#word, state.errors, state.warnings);
    return text && element("button", { type: "button", class: "tally", "aria-haspopup": "dialog", onclick: openReport }, text);
  }

  #moment(at) {
    const word = this.#word;
    const field = element("input", { type: "datetime-local", name: "moment", id: "moment", value: at, required: true });
    const form = element(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          setMoment(field.value);
        },
      },
      element("label", { for: "moment" }, word("moment")),
      field,
      element("button", { type: "submit" }, word("show_moment")),
    );
    if (moment()) form.append(element("button", { type: "button", class: "now", onclick: () => setMoment("") }, word("now")));
    return form;
  }

  #held(items) {
    const word = this.#word;
    return items.map((item) =>
      element(
        "li",
        {},
        `${item.title} (`,
        link(item.editor, {}, item.file),
        "): ",
        item.states.map(({ kind, until }) => word(`why_${kind}`, { until })).join("; "),
      ),
    );
  }

  #missing(missing) {
    const word = this.#word;
    const held = this.#held(missing.held);
    const near = missing.near.map((page) => element("li", {}, link(page.href, {}, page.title)));
    return element(
      "section",
      { class: "missing", "aria-label": word("nothing_near") },
      ...(held.length > 0 ? [element("p", {}, word("would_be")), element("ul", {}, ...held)] : []),
      element("p", {}, word(near.length > 0 ? "near" : "nothing_near")),
      ...(near.length > 0 ? [element("ul", {}, ...near)] : []),
    );
  }

  #isHidden() {
    return sessionStorage.getItem(HIDDEN) === "yes";
  }

  #fold(isHidden) {
    sessionStorage.setItem(HIDDEN, isHidden ? "yes" : "no");
    this.#bar.classList.toggle("folded", isHidden);
    this.#content.hidden = isHidden;
    this.#toggle.textContent = isHidden ? "▲" : "▼";
    this.#toggle.setAttribute("aria-expanded", String(!isHidden));
    this.#toggle.setAttribute("aria-label", this.#word(isHidden ? "show" : "hide"));
  }
}
