// The clip to be sent, chosen or recorded: shown, looked at, and nowhere else before Send.

import { asLength, asMegabytes, findEnd } from "./clip-facts.js";
import { isVideo } from "./comments-sniffing.js";

const FIELDS = 'input[type="file"][name="video"]';
const MEGABYTE = 2 ** 20;
// As the server counts: a recorder's last second may run over.
const GRACE_SECONDS = 1;

export class ChosenClip {
  #place;
  #file = null;
  #seconds = NaN;
  #address = "";
  #problem = "";
  #looking;

  /** On `place`, "chosen" tells of another clip, or of none any more. */
  constructor(place) {
    this.#place = place;
    place.addEventListener("change", ({ target }) => target.matches(FIELDS) && this.#take(target));
    place.addEventListener("click", ({ target }) => this.#press(target));
    place.addEventListener("stream:clip", ({ detail }) => this.#receive(detail));
  }

  get file() {
    return this.#file;
  }

  get seconds() {
    return this.#seconds;
  }

  choose(file, seconds = NaN) {
    URL.revokeObjectURL(this.#address);
    this.#file = file;
    this.#seconds = seconds;
    this.#address = file ? URL.createObjectURL(file) : "";
    this.#problem = "";
    this.#looking = file && this.#look(file);
    this.show();
  }

  /** Whether it may be sent; if not, the reader is led to the reason. */
  async isFit() {
    await this.#looking;
    if (this.#problem) this.#card.focus();
    return !this.#problem;
  }

  /** Into the form that stands there now. */
  show() {
    if (!this.#card) return;
    const isThere = Boolean(this.#file);
    this.#card.hidden = !isThere;
    // What the server has said of it stands beside the field.
    this.#part("choosing").hidden = isThere && !this.#refusal;
    this.#place.querySelector("[name=adult]").required = isThere;
    if (isThere) this.#fill();
    else this.#preview.removeAttribute("src");
    // The browser may have kept a choice from before a reload.
    const field = this.#fields.find(({ files }) => files.length);
    if (field) this.#take(field);
  }

  #fill() {
    this.#part("chosen-name").textContent = this.#file.name;
    this.#preview.onloadedmetadata = () => this.#measure();
    this.#preview.onerror = () => this.#showPicture(false);
    this.#preview.src = this.#address;
    this.#showPicture(true);
    this.#tell();
  }

  #take(field) {
    const [file] = field.files;
    if (!file) return;
    // From here on it is the card's; and the same file may be chosen again.
    field.value = "";
    this.#change(file);
    this.#card.focus();
  }

  #receive({ file, seconds, description }) {
    const { body } = this.#place.querySelector("form").elements;
    if (description && !body.value.trim()) {
      body.value = description;
      body.dispatchEvent(new Event("input", { bubbles: true }));
    }
    // Only a recorder knows how long it is.
    const name = seconds === null ? file.name : this.#card.dataset.recorded;
    this.#change(new File([file], name, { type: file.type }), seconds);
    this.#card.focus();
  }

  #press(target) {
    const field = this.#fields.at(-1);
    if (target.closest("[data-chosen-other]")) field.click();
    if (!target.closest("[data-chosen-remove]")) return;
    this.#change(null);
    field.focus();
  }

  #change(file, seconds) {
    // That was another one.
    this.#refusal?.remove();
    this.#fields.at(-1).removeAttribute("aria-invalid");
    this.choose(file, seconds);
    this.#place.dispatchEvent(new CustomEvent("chosen"));
  }

  /** What can be told here; whether all of it is good is for the server to see. */
  async #look(file) {
    const { dataset } = this.#card;
    if (!file.size) return this.#object(dataset.empty);
    if (file.size > dataset.mostMegabytes * MEGABYTE) return this.#object(dataset.tooLarge);
    const isKnown = await isVideo(file);
    if (file === this.#file && !isKnown) this.#object(dataset.noVideo);
  }

  /** A recorder's file doesn't say how long it is; its recorder has. */
  #measure() {
    const { duration, videoWidth } = this.#preview;
    if (Number.isFinite(duration)) this.#seconds = duration;
    const { mostSeconds, tooLong } = this.#card.dataset;
    if (this.#seconds > Number(mostSeconds) + GRACE_SECONDS) this.#object(tooLong);
    this.#showPicture(videoWidth > 0);
    findEnd(this.#preview);
    this.#tell();
  }

  #object(sentence) {
    this.#problem = sentence;
    this.#tell();
  }

  #tell() {
    this.#part("chosen-problem").textContent = this.#problem;
    this.#part("chosen-length").textContent = asLength(this.#seconds);
    const size = this.#part("chosen-size");
    size.textContent = size.dataset.words.replace("{count}", asMegabytes(this.#file.size));
  }

  /** Some phones record what some browsers can't show. */
  #showPicture(isSeen) {
    this.#preview.hidden = !isSeen;
    this.#part("chosen-unseen").hidden = isSeen || Boolean(this.#problem || this.#refusal);
  }

  #part(name) {
    return this.#place.querySelector(`[data-${name}]`);
  }

  get #card() {
    return this.#part("chosen");
  }

  get #refusal() {
    return this.#part("choosing").querySelector(".field__error");
  }

  get #preview() {
    return this.#card.querySelector("video");
  }

  get #fields() {
    return [...this.#place.querySelectorAll(FIELDS)];
  }
}
