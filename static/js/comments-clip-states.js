// How far one's own video comments are: asked for while the page is looked at, ever more
// seldom, until nothing more can happen.

const SOON = 2_000; // milliseconds
const SELDOM = 60_000;
const GROWTH = 1.4;

export class ClipStates {
  #timer;
  #wait = SOON;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#plan());
    // What comes in later begins anew: a fragment just fetched, a comment just sent.
    new MutationObserver((changes) => {
      if (changes.some(bringsOne)) this.#hurry();
    }).observe(document.body, { childList: true, subtree: true });
    this.#plan();
  }

  get #places() {
    return [...document.querySelectorAll("[data-clip-state]")];
  }

  #hurry() {
    this.#wait = SOON;
    this.#plan();
  }

  #plan() {
    clearTimeout(this.#timer);
    if (document.hidden || !this.#places.length) return;
    this.#timer = setTimeout(() => this.#askAll(), this.#wait);
  }

  async #askAll() {
    this.#wait = Math.min(GROWTH * this.#wait, SELDOM);
    await Promise.all(this.#places.map(update));
    this.#plan();
  }
}

function bringsOne({ addedNodes }) {
  return [...addedNodes].some((node) => node.querySelector?.("[data-clip-state]"));
}

/** The place itself stays: a screen reader is told what changes within. */
async function update(place) {
  const response = await fetch(place.dataset.clipState, { cache: "no-store" }).catch(() => null);
  if (response?.status === 404) delete place.dataset.clipState;
  if (response?.status !== 200) return;
  const made = document.createElement("template");
  made.innerHTML = await response.text();
  const now = made.content.querySelector(".clip-state");
  if (!now) return;
  place.replaceChildren(...now.childNodes);
  if (now.dataset.clipState) place.dataset.clipState = now.dataset.clipState;
  else delete place.dataset.clipState;
}
