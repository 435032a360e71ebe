// Builds elements. What writers wrote only ever becomes text.

/** An element with attributes and children; a text among them stays a text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A link, if its address is one that opens something: the server makes them, but nothing is taken on trust. */
export function link(href, attributes, ...children) {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href ?? "")?.[1].toLowerCase();
  const isFine = href && !["javascript", "data", "vbscript", "blob"].includes(scheme);
  return element(isFine ? "a" : "span", isFine ? { href, ...attributes } : attributes, ...children);
}

/** The root in which the preview's own elements stand, out of reach of the theme's styles. */
export function ownRoot() {
  const host = document.createElement("courant-preview");
  const root = host.attachShadow({ mode: "open" });
  root.append(element("link", { rel: "stylesheet", href: "/.courant/preview.css" }));
  document.documentElement.append(host);
  return root;
}
