// Sends the form where it stands: a token is fetched at the moment of sending, the
// answer is a fragment that takes the form's place, and nothing typed is ever lost.

import { ChosenClip } from "./comments-chosen.js";
import { Draft } from "./comments-draft.js";
import { LengthCounter } from "./comments-length.js";
import { Progress } from "./comments-progress.js";
import { dropKey, keepKey, Lost, noteTime, post, prepare } from "./comments-send.js";
import { ClipSending, Elsewhere } from "./comments-sending.js";
import { Waits } from "./upload-waits.js";
import { Cancelled, Refused, Unreadable } from "./upload.js";

const GONE = 404;
// While it is being sent, it is sent once, and the clip stays what it is.
const ABOUT_CLIP = "[type=file], [data-record], [data-chosen-other], [data-chosen-remove]";
const BUTTONS = `[type=submit], [data-resume], ${ABOUT_CLIP}`;

export class Composer {
  #place;
  #draft;
  #clip;
  #sending;
  #isSending = false;
  #isPosting = false;

  constructor(place) {
    this.#place = place;
    this.#clip = new ChosenClip(place);
    this.#sending = new ClipSending(place, this.#clip, this.#say);
    place.addEventListener("submit", (event) => this.#submit(event));
    place.addEventListener("input", () => this.#keep());
    place.addEventListener("chosen", () => this.#keep());
    place.addEventListener("click", (event) => this.#discardDraft(event));
    document.addEventListener("click", (event) => this.#chooseWhomToAnswer(event));
    this.#open();
    this.#sending.offer();
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
    this.#clip.show();
    // Firefox keeps disabled over a reload what was disabled before it.
    this.#lock();
  }

  #keep() {
    if (!this.#form || this.#isPosting) return;
    // Other words, or another clip, are another comment: the key may have brought the earlier ones there.
    if (this.#form.dataset.sent) dropKey(this.#form);
    noteTime(this.#form);
    this.#draft.save();
  }

  async #submit(event) {
    if (event.target !== this.#form) return;
    event.preventDefault();
    if (this.#isSending) return;
    const isPreview = event.submitter?.hasAttribute("formaction");
    const place = document.activeElement;
    this.#setSending(true);
    try {
      const answer = isPreview ? this.#preview(event.submitter.formAction) : this.#send();
      const html = await answer;
      if (html) this.#show(html);
    } catch (error) {
      this.#say(wordsFor(error));
    } finally {
      this.#setSending(false);
      // What is disabled loses the focus.
      if (document.activeElement === document.body) place?.focus({ preventScroll: true });
    }
  }

  /** Words alone: a clip stays here until it is sent. */
  async #preview(address) {
    const { body } = this.#form.elements;
    body.required = Boolean(this.#clip.file);
    const isFit = body.reportValidity();
    body.required = false;
    if (!isFit) return "";
    this.#say("sending");
    return this.#post(address, await prepare(this.#form));
  }

  async #send() {
    if (!(await this.#clip.isFit())) return "";
    this.#say("sending");
    const id = await this.#sending.bring();
    if (!id) return this.#deliver(id);
    this.#say("working");
    return this.#insist(() => this.#deliver(id));
  }

  async #deliver(id) {
    const data = await prepare(this.#form);
    if (id) this.#say("working");
    keepKey(this.#form, data.get("key"));
    this.#draft.save();
    if (id) data.set("upload", id);
    else if (this.#clip.file) data.set("video", this.#clip.file);
    return this.#post(this.#form.dataset.post, data);
  }

  /** The clip was tried again until it was there, and so is the rest: the form's key makes
      one comment of it, however often it is sent. */
  async #insist(deliver) {
    const waits = new Waits();
    for (;;) {
      try {
        return await deliver();
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.#say("waiting");
        await waits.next();
      }
    }
  }

  async #post(address, data) {
    this.#setPosting(true);
    return this.#bring(address, data).finally(() => this.#setPosting(false));
  }

  async #bring(address, data) {
    if (!data.get("video")?.size) return post(address, data);
    const progress = new Progress(this.#panel, this.#say);
    return post(address, data, (sent) => {
      progress.show(sent, 1);
      if (sent === 1) this.#say("working");
    }).finally(() => progress.close());
  }

  #setSending(isSending) {
    this.#isSending = isSending;
    this.#lock();
  }

  #setPosting(isPosting) {
    this.#isPosting = isPosting;
    this.#lock();
  }

  /** A change made while the form is on its way wouldn't be sent. */
  #lock() {
    for (const field of this.#form?.elements ?? []) {
      field.disabled = this.#isPosting || (this.#isSending && field.matches(BUTTONS));
    }
  }

  /** As a field, so that it can be handed on. */
  #say = (what, percent) => {
    const state = this.#place.querySelector(".comment-form__state");
    if (!state) return;
    // The panel says it itself; a form that takes no clip has none.
    const isSeen = this.#panel?.hidden === false && ["sending", "progress"].includes(what);
    state.classList.toggle("visually-hidden", isSeen);
    const words = (state.dataset[what] ?? what).replace("{percent}", percent);
    if (state.textContent !== words) state.textContent = words;
  };

  #show(html) {
    const draft = this.#draft;
    this.#place.innerHTML = html;
    if (this.#place.querySelector("[data-received]")) this.#forget(draft);
    else this.#sending.settle();
    this.#place.querySelector("[data-focus]")?.focus();
    this.#open();
  }

  #forget(draft) {
    // Words alone leave a recording that waits for its turn where it is.
    const detail = { hasClip: Boolean(this.#clip.file) };
    draft.forget();
    this.#sending.forget();
    this.#clip.choose(null);
    this.#place.dispatchEvent(new CustomEvent("stream:sent", { bubbles: true, detail }));
  }

  get #panel() {
    return this.#place.querySelector(".sending");
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
    if (this.#isPosting) return;
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

/** Whether the site seems to be out of reach for a while, rather than to refuse. */
function isPassing(error) {
  return error instanceof Lost && (error.status < 400 || error.status > 500);
}

/** Which of the form's words it is, or the server's own. */
function wordsFor(error) {
  if (error instanceof Refused) return error.words || "lost";
  if (error instanceof Elsewhere) return error.isOver ? "over" : "elsewhere";
  if (error instanceof Cancelled) return "stopped";
  if (error instanceof Unreadable) return "unreadable";
  if (error instanceof Lost && error.status === GONE) return "gone";
  if (!(error instanceof Lost)) reportError(error);
  return "lost";
}
