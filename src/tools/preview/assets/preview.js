// Keeps a page as its files are: listens to the server, loads what changed, and shows what is wrong.

import { Bar } from "./bar.js";
import { Overlay } from "./overlay.js";
import { ownRoot } from "./parts.js";
import { takeOver } from "./swap.js";
import { wordsOf } from "./words.js";

const SCROLL = "courant-scroll";

const word = wordsOf(document.documentElement.lang);
const root = ownRoot();
const overlay = new Overlay(root, word);
const bar = new Bar(root, word);

let fingerprint = document.querySelector('meta[name="courant-preview"]')?.content ?? "";
let state = { errors: 0, warnings: 0 };
let file = "";
let styles;
let busy = Promise.resolve();

translateOwnPage();
restoreScroll();
listen();

/** The pages that the preview has of its own speak the reader's language too. */
function translateOwnPage() {
  for (const text of document.querySelectorAll("body.own [data-word]")) {
    text.textContent = word(text.dataset.word);
    text.lang = document.documentElement.lang;
  }
}

/** Only a page that is seen listens: browsers have few connections to one host. */
function listen() {
  let events;
  const start = () => {
    events ??= new EventSource("/.courant/events");
    events.onmessage = (message) => {
      state = JSON.parse(message.data);
      bar.lost(false);
      busy = busy.then(update).catch(() => {});
    };
    events.onerror = () => bar.lost(true);
  };
  const stop = () => {
    events?.close();
    events = undefined;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => event.persisted && start());
  if (!document.hidden) start();
}

async function read(path) {
  const response = await fetch(`/.courant/${path}`, { cache: "no-store" });
  return response.ok ? response.json() : undefined;
}

async function update() {
  const query = new URLSearchParams({ path: location.pathname, file });
  const about = await read(`page?${query.toString().replaceAll("+", "%20")}`);
  if (about) {
    if (about.moved) return follow(about.moved);
    if (about.fingerprint && about.fingerprint !== fingerprint) {
      const taken = await takeOver();
      if (!taken) return reload();
      fingerprint = taken;
    }
    file = about.item?.file ?? file;
    swapStyles(about.styles);
    bar.show(about, state, () => showReport(true));
  }
  await (state.errors > 0 ? showReport(false) : overlay.hide());
}

async function showReport(isAsked) {
  const report = await read("report");
  if (report) overlay.show(report, isAsked);
}

function reload() {
  keepScroll(location.pathname);
  location.reload();
}

/** The item stands at another address now. */
function follow(address) {
  keepScroll(address);
  location.replace(address + location.hash);
}

function keepScroll(path) {
  sessionStorage.setItem(SCROLL, JSON.stringify({ path: decodeURI(path), x: scrollX, y: scrollY }));
}

function restoreScroll() {
  const kept = JSON.parse(sessionStorage.getItem(SCROLL) ?? "null");
  sessionStorage.removeItem(SCROLL);
  if (kept?.path !== decodeURI(location.pathname)) return;
  const back = () => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
  back();
  // Images and fonts that come late move what stands below them.
  if (document.readyState !== "complete") addEventListener("load", back, { once: true });
}

/** A stylesheet that changed takes the place of the old one, once it is there. */
function swapStyles(fresh) {
  const old = styles;
  styles = fresh;
  if (!old) return;
  for (const sheet of document.querySelectorAll('link[rel~="stylesheet"]')) {
    const path = new URL(sheet.href, location.href).pathname;
    const before = old.find((style) => style.href === path);
    const after = before && fresh.find((style) => style.name === before.name);
    if (!after || (after.href === before.href && after.fingerprint === before.fingerprint)) continue;
    const swapped = sheet.cloneNode();
    swapped.href = after.fingerprint ? `${after.href}?${after.fingerprint}` : after.href;
    swapped.addEventListener("load", () => sheet.remove());
    swapped.addEventListener("error", () => sheet.remove());
    sheet.after(swapped);
  }
}
