// How far a clip's way is: for the eye all the time, for the ear now and then.

import { Pace } from "./upload-pace.js";

const SAID_EACH = 25; // per cent
const ROUNDED_TO = 5; // seconds

export class Progress {
  percent = 0;
  #panel;
  #say;
  #pace = new Pace();
  #said = 0;
  #isPaused = false;

  /** `say` reaches those who don't see it. */
  constructor(panel, say) {
    this.#panel = panel;
    this.#say = say;
    this.#part("ways").hidden = true;
    this.show(0, 1);
    panel.hidden = false;
    say("sending");
  }

  /** To pause it, and to stop it. */
  offerWays(upload) {
    this.#part("ways").hidden = false;
    this.#part("ways").onclick = ({ target }) => this.#press(target, upload);
    this.#name();
  }

  show(bytes, size) {
    this.#pace.note(bytes);
    this.percent = Math.floor((bytes * 100) / size);
    this.#part("bar").value = this.percent;
    this.#write(this.#pace.secondsFor(size - bytes));
    const step = this.percent - (this.percent % SAID_EACH);
    if (step === this.#said) return;
    this.#said = step;
    this.#say("progress", this.percent);
  }

  /** The next that moves is said again. */
  wait() {
    this.#write(NaN);
    this.#say("waiting");
    this.#said = NaN;
  }

  close() {
    this.#panel.hidden = true;
  }

  #write(secondsLeft) {
    const { percent, seconds, minutes } = this.#part("facts").dataset;
    const rounded = Math.max(1, Math.ceil(secondsLeft / ROUNDED_TO)) * ROUNDED_TO;
    let words = percent;
    if (rounded < 60) words = seconds.replace("{count}", rounded);
    else if (rounded >= 60) words = minutes.replace("{count}", Math.ceil(rounded / 60));
    this.#part("facts").textContent = words.replace("{percent}", this.percent);
  }

  #press(target, upload) {
    if (target.closest("[data-sending-stop]")) upload.cancel();
    if (!target.closest("[data-sending-pause]")) return;
    this.#isPaused = !this.#isPaused;
    if (this.#isPaused) this.#write(NaN);
    this.#name();
    if (this.#isPaused) upload.pause();
    else upload.goOn();
    this.#say(this.#isPaused ? "paused" : "sending");
  }

  #name() {
    const button = this.#part("pause");
    button.textContent = this.#isPaused ? button.dataset.goOn : button.dataset.pause;
  }

  #part(name) {
    return this.#panel.querySelector(`[data-sending-${name}]`);
  }
}
