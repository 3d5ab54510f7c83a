// Likes in place: each button becomes a switch. Which ones are pressed the page can't
// say, being the same for everybody: a plain cookie says whether to ask.

import { fetchOwn } from "./comments-mine.js";
import { fetchToken } from "./comments-send.js";

export class Likes {
  #place;
  #liked = new Set();
  #pressed = new Set();
  #onTheirWay = new Set();

  constructor(place) {
    this.#place = place;
    document.addEventListener("submit", (event) => this.#press(event));
    // More comments come in while the page is open.
    new MutationObserver(() => this.#mark()).observe(document.body, { childList: true, subtree: true });
    this.#mark();
    this.#remember();
  }

  async #remember() {
    const response = await fetchOwn(this.#place.dataset.likes);
    if (!response) return;
    const { liked } = await response.json();
    // What was pressed meanwhile is newer.
    for (const id of liked) if (!this.#pressed.has(id)) this.#liked.add(id);
    this.#mark();
  }

  async #press(event) {
    const id = event.target.dataset.like;
    if (!id) return;
    event.preventDefault();
    if (this.#onTheirWay.has(id)) return;
    this.#pressed.add(id);
    this.#onTheirWay.add(id);
    const was = this.#liked.has(id);
    this.#set(id, !was);
    try {
      this.#show(event.target, await this.#send(event.target, !was));
    } catch {
      this.#set(id, was);
      this.#say(event.target, this.#place.dataset.lost);
    } finally {
      this.#onTheirWay.delete(id);
    }
  }

  #set(id, liked) {
    if (liked) this.#liked.add(id);
    else this.#liked.delete(id);
    this.#mark();
  }

  #mark() {
    for (const form of document.querySelectorAll("[data-like]")) {
      form.querySelector("button").setAttribute("aria-pressed", this.#liked.has(form.dataset.like));
    }
  }

  /** The answer, whatever its status. Throws if the site can't be reached. */
  async #send(form, liked) {
    const { csrf } = await fetchToken(this.#place.dataset.token);
    const response = await fetch(form.action, {
      method: "POST",
      headers: { "X-CSRFToken": csrf, "X-Requested-With": "XMLHttpRequest" },
      body: new URLSearchParams({ liked: Number(liked) }),
    });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }

  /** The button may stand anew meanwhile; of a comment that is gone, there is none. */
  #show(form, answer) {
    const said = answer.querySelector("output");
    if (!said) throw new Error("no answer of ours");
    const id = form.dataset.like;
    const button = answer.querySelector("[data-like] button");
    for (const shown of document.querySelectorAll(`[data-like="${id}"] button`)) {
      if (button) shown.replaceChildren(...button.cloneNode(true).childNodes);
    }
    this.#set(id, button?.getAttribute("aria-pressed") === "true");
    this.#say(form, said.textContent.trim());
  }

  #say(form, words) {
    form.querySelector("output").textContent = words;
  }
}
