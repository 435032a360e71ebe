// Puts a page that changed in the place of the one that is shown, without loading it: quicker, and without a flash.

const STYLES = 'link[rel~="stylesheet"], style';
const STAYS = `${STYLES}, script[src], meta[http-equiv]`;

/** Shows this address as it is now. Gives its fingerprint; nothing where the page has to be loaded, for its scripts or styles. */
export async function takeOver() {
  const response = await fetch(location.href, { cache: "no-store" });
  if (!response.ok || response.redirected) return undefined;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const fingerprint = fresh.querySelector('meta[name="courant-preview"]')?.content;
  if (!fingerprint || hasScripts(document) || hasScripts(fresh) || fixed(document) !== fixed(fresh)) return undefined;
  const { scrollX, scrollY } = window;
  for (const name of ["lang", "dir", "class"]) {
    const value = fresh.documentElement.getAttribute(name);
    if (value === null) document.documentElement.removeAttribute(name);
    else document.documentElement.setAttribute(name, value);
  }
  moving(document).forEach((node) => node.remove());
  document.head.prepend(...moving(fresh));
  document.body.replaceWith(fresh.body);
  scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  return fingerprint;
}

/** Scripts would have to start anew: only a page that is loaded has them do so. */
function hasScripts(page) {
  return page.querySelector('script:not([type="application/ld+json"], [src^="/.courant/"])') !== null;
}

/** What does not come and go with a text. */
function fixed(page) {
  return [...page.head.querySelectorAll(`${STYLES}, meta[http-equiv]`)].map((node) => node.outerHTML).join("\n");
}

function moving(page) {
  return [...page.head.childNodes].filter((node) => !node.matches?.(STAYS));
}
