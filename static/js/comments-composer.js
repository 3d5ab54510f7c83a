// Sends the form where it stands: a token is fetched at the moment of sending, the
// answer is a fragment that takes the form's place, and nothing typed is ever lost.

import { Draft } from "./comments-draft.js";
import { LengthCounter } from "./comments-length.js";
import { dropKey, keepKey, Lost, noteTime, post, prepare } from "./comments-send.js";

const GONE = 404;

export class Composer {
  #place;
  #draft;
  #isSending = false;

  constructor(place) {
    this.#place = place;
    place.addEventListener("submit", (event) => this.#submit(event));
    place.addEventListener("input", () => this.#keep());
    place.addEventListener("click", (event) => this.#discardDraft(event));
    document.addEventListener("click", (event) => this.#chooseWhomToAnswer(event));
    this.#open();
  }

  get #form() {
    return this.#place.querySelector("form[data-token]");
  }

  #open() {
    const form = this.#form;
    if (!form) return;
    this.#draft = new Draft(form);
    const kept = this.#draft.restore();
    if (kept) this.#notice.hidden = false;
    if (kept?.parent) this.#answer(kept.parent, kept.answered);
    for (const button of form.querySelectorAll("[data-preview]")) button.hidden = false;
    new LengthCounter(form);
  }

  #keep() {
    if (!this.#form || this.#isSending) return;
    // Other words are another comment: the key may have brought the earlier ones there.
    if (this.#form.dataset.sent) dropKey(this.#form);
    noteTime(this.#form);
    this.#draft.save();
  }

  async #submit(event) {
    if (event.target !== this.#form) return;
    event.preventDefault();
    if (this.#isSending) return;
    this.#setSending(true);
    this.#say("sending");
    try {
      this.#show(await this.#send(this.#form, event.submitter));
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      this.#say(error.status === GONE ? "gone" : "lost");
    } finally {
      this.#setSending(false);
      this.#progress.hidden = true;
    }
  }

  async #send(form, button) {
    const data = await prepare(form);
    const isPreview = button?.hasAttribute("formaction");
    if (!isPreview) {
      keepKey(form, data.get("key"));
      this.#draft.save();
    }
    const address = isPreview ? button.formAction : form.dataset.post;
    return post(address, data, (sent) => this.#showProgress(sent));
  }

  #setSending(isSending) {
    this.#isSending = isSending;
    for (const button of this.#form?.querySelectorAll("[type=submit]") ?? []) {
      button.disabled = isSending;
    }
  }

  get #progress() {
    return this.#place.querySelector("progress") ?? document.createElement("progress");
  }

  #showProgress(sent) {
    const percent = Math.floor(sent * 100);
    this.#progress.hidden = false;
    this.#progress.value = percent;
    this.#say(sent < 1 ? "progress" : "working", percent);
  }

  #say(what, percent) {
    const state = this.#place.querySelector(".comment-form__state");
    const words = state?.dataset[what].replace("{percent}", percent);
    if (state && state.textContent !== words) state.textContent = words;
  }

  #show(html) {
    const draft = this.#draft;
    this.#place.innerHTML = html;
    if (this.#place.querySelector("[data-received]")) draft.forget();
    this.#place.querySelector("[data-focus]")?.focus();
    this.#open();
  }

  get #notice() {
    return this.#form.querySelector("[data-draft-notice]");
  }

  #discardDraft({ target }) {
    if (!target.closest("[data-draft-discard]")) return;
    this.#draft.forget();
    this.#form.reset();
    if (this.#form.dataset.sent) dropKey(this.#form);
    this.#notice.hidden = true;
    this.#form.elements.body.focus();
  }

  #chooseWhomToAnswer(event) {
    const reply = event.target.closest("[data-reply]");
    const nobody = event.target.closest("[data-answering-nobody]");
    if (!this.#form || !(reply || nobody)) return;
    event.preventDefault();
    this.#answer(reply?.dataset.reply ?? "", reply?.dataset.name ?? "");
    this.#form.elements.body.focus();
    this.#keep();
  }

  #answer(id, name) {
    const line = this.#form.querySelector("[data-answering]");
    line.hidden = !id;
    line.querySelector("[data-answering-name]").textContent = name;
    this.#form.elements.parent.value = id;
  }
}
