// Sends the form where it stands: a token is fetched at the moment of sending, the
// answer is a fragment that takes the form's place, and nothing typed is ever lost.

import { LengthCounter } from "./comments-length.js";
import { send } from "./comments-send.js";

export class Composer {
  #place;

  constructor(place) {
    this.#place = place;
    place.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("click", (event) => this.#chooseWhomToAnswer(event));
    this.#open();
  }

  get #form() {
    return this.#place.querySelector("form[data-token]");
  }

  #open() {
    if (this.#form) new LengthCounter(this.#form);
  }

  async #submit(event) {
    if (event.target !== this.#form) return;
    event.preventDefault();
    const form = this.#form;
    const button = form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    this.#say(form.dataset.sending);
    try {
      this.#show(await send(form, (sent) => this.#showProgress(sent)));
    } catch {
      this.#say(form.dataset.lost);
    } finally {
      button.disabled = false;
      this.#progress.hidden = true;
    }
  }

  get #progress() {
    return this.#place.querySelector("progress") ?? document.createElement("progress");
  }

  #showProgress(sent) {
    const { progress, working } = this.#form.dataset;
    const percent = Math.floor(sent * 100);
    this.#progress.hidden = false;
    this.#progress.value = percent;
    this.#say(sent < 1 ? progress.replace("{percent}", percent) : working);
  }

  #say(words) {
    const state = this.#place.querySelector("[role=status]");
    if (state && state.textContent !== words) state.textContent = words;
  }

  #show(html) {
    this.#place.innerHTML = html;
    this.#place.querySelector("[data-focus]")?.focus();
    this.#open();
  }

  #chooseWhomToAnswer(event) {
    const reply = event.target.closest("[data-reply]");
    const nobody = event.target.closest("[data-answering-nobody]");
    if (!this.#form || !(reply || nobody)) return;
    event.preventDefault();
    this.#answer(reply?.dataset.reply ?? "", reply?.dataset.name ?? "");
  }

  #answer(id, name) {
    const line = this.#form.querySelector("[data-answering]");
    line.hidden = !id;
    line.querySelector("[data-answering-name]").textContent = name;
    this.#form.elements.parent.value = id;
    this.#form.elements.body.focus();
  }
}
