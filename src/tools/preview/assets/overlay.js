// What is wrong with the texts, over the last good page: the same as in the terminal.

import { element, link } from "./parts.js";
import { counted } from "./words.js";

const columns = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The dialog with all mistakes. */
export class Overlay {
  #dialog;
  #word;
  #dismissed = "";
  #shown = "";

  constructor(root, word) {
    this.#word = word;
    this.#dialog = element("dialog", { class: "overlay", "aria-labelledby": "title" });
    this.#dialog.addEventListener("close", () => (this.#dismissed = this.#shown));
    root.append(this.#dialog);
  }

  /** Shows a report, whatever it is; `isAsked` where the reader wants to see it now. */
  show(report, isAsked) {
    const text = JSON.stringify(report);
    const isKnown = text === this.#dismissed && !isAsked;
    if (text !== this.#shown) {
      this.#shown = text;
      this.#fill(report);
    }
    if (!this.#dialog.open && !isKnown) this.#dialog.showModal();
  }

  /** The mistakes are mended. */
  hide() {
    if (this.#dialog.open) this.#dialog.close();
    this.#dismissed = "";
    this.#shown = "";
  }

  #fill(report) {
    const word = this.#word;
    const hasErrors = report.findings.some((finding) => finding.severity === "error");
    const parts = [
      element(
        "div",
        { class: "head" },
        element("h2", { id: "title" }, word(hasErrors ? "mistakes" : "mistakes_of")),
        element("button", { type: "button", onclick: () => this.#dialog.close() }, word("close")),
      ),
      hasErrors ? element("p", {}, word("behind")) : null,
      element("ol", { class: "findings" }, ...report.findings.map((finding) => this.#finding(finding))),
      report.more > 0 ? element("p", {}, word("more", { count: report.more })) : null,
    ];
    this.#dialog.replaceChildren(...parts.filter(Boolean));
  }

  #finding(finding) {
    const word = this.#word;
    return element(
      "li",
      { class: finding.severity },
      element(
        "h3",
        {},
        element("span", { class: "severity" }, word(`is_${finding.severity}`)),
        " ",
        element("code", {}, finding.code),
        ": ",
        finding.message,
      ),
      finding.place && this.#place(finding.place),
      ...finding.related.map((place) => this.#place(place)),
      ...finding.hints.map((hint) => element("p", { class: "hint" }, element("b", {}, `${word("hint")}: `), hint)),
    );
  }

  #place(place) {
    const where = place.line === 0 ? place.file : `${place.file}:${place.line}:${place.column}`;
    return element(
      "div",
      { class: "place" },
      place.message && element("p", {}, place.message),
      link(place.editor, { class: "where" }, where),
      place.line === 0 ? null : excerpt(place),
    );
  }
}

/** The line, and below it the mark. */
function excerpt(place) {
  const width = (text) => [...columns.segment(text)].length;
  const caret = " ".repeat(width(place.before)) + "^".repeat(Math.max(1, width(place.marked)));
  const number = String(place.line);
  const margin = " ".repeat(number.length);
  return element(
    "pre",
    { tabindex: "0" },
    element("span", { class: "margin", "aria-hidden": "true" }, `${number} | `),
    place.before,
    element("mark", {}, place.marked),
    place.after,
    "\n",
    element("span", { class: "caret", "aria-hidden": "true" }, `${margin} | ${caret}`),
  );
}

/** `2 errors, 1 warning`. */
export function tally(word, errors, warnings) {
  return [
    errors > 0 && counted(word, "error", "errors", errors),
    warnings > 0 && counted(word, "warning", "warnings", warnings),
  ]
    .filter(Boolean)
    .join(", ");
}
