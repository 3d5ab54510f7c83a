// Leads to the recorder, whose script, words and looks come once somebody asks for it.

import { find, forget, forgetOld } from "./recordings.js";

export class RecorderEntry {
  #composer;
  #episode;
  #isOpening = false;

  constructor(composer) {
    this.#composer = composer;
    this.#episode = this.#form?.dataset.draft;
    document.addEventListener("click", (event) => this.#press(event));
    composer.addEventListener("stream:sent", ({ detail }) => detail.hasClip && this.#forget());
    // Sent back with reasons, the form is a new one.
    new MutationObserver(() => this.#show()).observe(composer, { childList: true });
    this.#show();
    this.#lookForUnsent();
  }

  get #form() {
    return this.#composer.querySelector("form[data-token]");
  }

  get #place() {
    return this.#composer.querySelector("[data-recorder]");
  }

  /** Its clip must not change meanwhile. */
  get #isSending() {
    return this.#form.querySelector("[type=submit]").disabled;
  }

  #show() {
    if (this.#place) this.#place.hidden = !window.HTMLDialogElement;
  }

  async #lookForUnsent() {
    try {
      await forgetOld();
      this.#offer(Boolean(this.#place && (await find(this.#episode))));
    } catch {
      // Storage is forbidden: nothing was kept.
    }
  }

  #press(event) {
    if (event.target.closest("[data-recorder-discard]")) return this.#discard(event.target);
    const opener = event.target.closest("[data-record]");
    if (!opener || !this.#place || this.#place.hidden) return;
    event.preventDefault();
    if (!this.#isSending) return this.#open();
    this.#form.querySelector(".comment-form__send").scrollIntoView({ block: "center" });
  }

  async #discard(button) {
    await this.#forget();
    const { parentElement } = button.closest("[data-recorder-offer]");
    parentElement.querySelector("[data-record]:not([data-recorder-offer] *)").focus();
  }

  async #open() {
    if (this.#isOpening) return;
    this.#isOpening = true;
    this.#say("opening");
    try {
      const [{ Recorder }, dialog] = await Promise.all([
        import("./recorder.js"),
        fetchDialog(this.#place.dataset.recorder),
      ]);
      this.#say();
      // It was sent, or is being sent, while the recorder was on its way here.
      if (!this.#place || this.#isSending) return dialog.remove();
      dialog.addEventListener("close", () => this.#lookForUnsent());
      await Recorder.open(dialog, this.#form);
    } catch (error) {
      this.#say("lost");
      this.#place?.scrollIntoView({ block: "center" });
      if (!(error instanceof TypeError)) throw error;
    } finally {
      this.#isOpening = false;
    }
  }

  #say(what) {
    const state = this.#place?.querySelector("[data-opening]");
    if (state) state.textContent = state.dataset[what] ?? "";
  }

  #offer(isThere) {
    for (const offer of document.querySelectorAll("[data-recorder-offer]")) {
      offer.hidden = !isThere;
    }
  }

  async #forget() {
    await forget(this.#episode);
    this.#offer(false);
  }
}

async function fetchDialog(address) {
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`no recorder: ${response.status}`);
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  const dialog = holder.content.querySelector("dialog");
  // Left by a try in which only the dialog loaded.
  document.querySelector("dialog.recorder")?.remove();
  const looks = dialog.querySelector("link");
  const loaded = new Promise((resolve) => (looks.onload = looks.onerror = resolve));
  document.body.append(dialog);
  await loaded;
  return dialog;
}
