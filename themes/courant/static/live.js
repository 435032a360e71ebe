// Takes the new updates of a live item into its page: asks for them every half minute while the page is seen, until the item ends.
const state = document.querySelector("[data-live]");
const list = document.querySelector(".updates");
const said = state.querySelector("[role=status]");
const button = state.querySelector("button");
const SHORTEST = 30e3;
const LONGEST = 600e3;
let [wait, asked, timer, isOver, updates] = [SHORTEST, Date.now(), 0, false, []];

const isNew = ({ id }) => !document.getElementById(id);

function next() {
  clearTimeout(timer);
  if (!isOver && !document.hidden) timer = setTimeout(ask, Math.max(0, asked + wait - Date.now()));
}

async function ask() {
  asked = Date.now();
  try {
    const answer = await fetch(state.dataset.live, { cache: "no-cache" });
    // The item was withdrawn.
    isOver = [404, 410].includes(answer.status);
    if (!answer.ok) throw answer;
    show(await answer.json());
    wait = SHORTEST;
  } catch {
    wait = Math.min(2 * wait, LONGEST);
  }
  next();
}

function show(found) {
  updates = found.updates;
  isOver = !found.open;
  const count = updates.filter(isNew).length;
  let text = count === 1 ? state.dataset.one : state.dataset.other.replace("{count}", count);
  if (count) button.textContent = text;
  else text = "";
  button.hidden = !count;
  if (isOver) {
    text += ` ${state.dataset.closed}`;
    state.querySelector(".live-badge").textContent = state.dataset.closed;
  }
  if (said.textContent !== text) said.textContent = text;
}

button.addEventListener("click", () => {
  const first = updates.find(isNew);
  list.innerHTML = updates.map(({ html }) => html).join("");
  button.hidden = true;
  said.textContent = "";
  const place = document.getElementById(first.id);
  place.querySelector("a").focus({ preventScroll: true });
  place.scrollIntoView();
});
document.addEventListener("visibilitychange", next);
next();
