// The recorder: a dialog that leads from "may we?" to a clip for the comment's form.

import { Countdown } from "./recorder-countdown.js";
import { Looking } from "./recorder-looking.js";
import { Recording } from "./recorder-recording.js";
import { Screens } from "./recorder-screens.js";
import { reserve } from "./recordings.js";

const WARN_SECONDS = 10;

export class Recorder {
  #form;
  #screens;
  #looking;
  #recording;
  #take = null;
  #countdown = new Countdown();
  #leftFrom = null;
  #release = null;
  #watching = new AbortController();
  #most;

  /** Open it for `form`; `dialog` is the server's. */
  static async open(dialog, form) {
    const recorder = new Recorder(dialog, form);
    await recorder.#open();
  }

  constructor(dialog, form) {
    this.#form = form;
    this.#most = Number(dialog.dataset.mostSeconds);
    this.#screens = new Screens(dialog, {
      ask: () => this.#ask(),
      record: () => this.#countDown(),
      now: () => this.#record(),
      pause: () => this.#pause("paused"),
      resume: () => this.#resume(),
      finish: () => this.#finish("review"),
      further: () => this.#ask(),
      again: () => this.#again(),
      review: () => this.#review("review"),
      use: () => this.#use(),
      leave: () => this.#leave(),
      keep: () => dialog.close(),
      discard: () => this.#discard(),
      back: () => this.#screens.show(this.#leftFrom),
    });
    this.#looking = new Looking(this.#screens, this.#most);
    dialog.addEventListener("cancel", (event) => this.#cancel(event));
    dialog.addEventListener("close", () => this.#close());
    dialog.addEventListener("change", ({ target }) => this.#choose(target));
    this.#watch();
  }

  get #dialog() {
    return this.#screens.dialog;
  }

  async #open() {
    this.#dialog.showModal();
    const episode = this.#form.dataset.draft;
    if (!(await this.#isAlone(episode))) return;
    this.#recording = await Recording.of(episode, this.#most);
    this.#recording.addEventListener("unkept", () => this.#screens.say("unkept"));
    this.#recording.addEventListener("unlike", () => this.#dropUnlike());
    this.#looking.fill();
    if (this.#recording.seconds) await this.#review("found");
    else this.#screens.show("explain");
  }

  /** Whether no other window records this, and this dialog is still open. */
  async #isAlone(episode) {
    const { signal } = this.#watching;
    this.#release = await reserve(episode);
    if (!this.#release) {
      this.#screens.explain("elsewhere");
      this.#release = await reserve(episode, signal);
    }
    if (signal.aborted) this.#release?.();
    return !signal.aborted;
  }

  async #ask() {
    this.#screens.show("asking");
    if (await this.#looking.begin(this.#recording)) this.#screens.show("ready");
  }

  #countDown() {
    this.#screens.show("countdown");
    this.#countdown.start((left) => this.#screens.count(left), () => this.#record());
  }

  async #record() {
    if (!this.#countdown.stop()) return;
    this.#screens.show("recording");
    try {
      this.#take = await this.#recording.record(this.#looking.stream, this.#looking.bits);
    } catch {
      // The camera went away in this very moment.
      return this.#lose();
    }
    this.#take.addEventListener("tick", () => this.#tick());
    this.#take.addEventListener("failed", () => this.#finish("gone"));
    // Somebody was quicker.
    if (this.#screens.current !== "recording") this.#take.pause();
  }

  #tick() {
    const { left } = this.#recording;
    const wasEarly = this.#screens.left > WARN_SECONDS;
    this.#screens.tick(left, this.#most);
    if (!left) this.#finish("limit");
    else if (wasEarly && this.#screens.left <= WARN_SECONDS) this.#screens.say("soon");
  }

  #pause(why) {
    if (this.#screens.current !== "recording") return;
    this.#take?.pause();
    this.#screens.show("paused", why);
  }

  #resume() {
    this.#take?.resume();
    this.#screens.show("recording");
  }

  async #finish(why) {
    if (!this.#take) return;
    const take = this.#take;
    this.#take = null;
    const finished = take.finish();
    this.#darken();
    await finished;
    await this.#review(why);
  }

  async #review(why) {
    this.#darken();
    if (this.#recording.isEmpty) return this.#againFromStart();
    const file = await this.#recording.file().catch(() => null);
    if (!file) return this.#dropUnlike();
    this.#screens.review(file, this.#recording);
    this.#screens.show("review", why);
  }

  async #againFromStart() {
    await this.#recording.forget();
    this.#screens.show("explain", "short");
  }

  async #dropUnlike() {
    const take = this.#take;
    this.#take = null;
    this.#darken();
    await take?.finish();
    await this.#recording.drop();
    await this.#review("unlike");
  }

  async #again() {
    await this.#recording.forget();
    await this.#ask();
  }

  async #use() {
    const detail = {
      file: await this.#recording.file(),
      seconds: this.#screens.seconds,
      description: this.#screens.part("description").value.trim(),
    };
    this.#hand(detail);
  }

  #hand(detail) {
    this.#dialog.close();
    // The composer shows the clip, and takes the focus there.
    this.#form.dispatchEvent(new CustomEvent("stream:clip", { bubbles: true, detail }));
  }

  async #choose(field) {
    const { name, files } = field;
    if (!name) return;
    if (name === "file") return this.#hand({ file: files[0], seconds: null, description: "" });
    this.#looking.choose(field);
    if (this.#screens.current === "ready") await this.#looking.begin(this.#recording);
  }

  #cancel(event) {
    if (event.target !== this.#dialog) return;
    event.preventDefault();
    this.#leave();
  }

  /** Nothing recorded is thrown away without being asked for. */
  #leave() {
    const { current } = this.#screens;
    this.#pause("paused");
    if (current === "countdown") return this.#uncount();
    if (current === "leaving") return this.#screens.show(this.#leftFrom);
    if (!this.#recording?.seconds || current === "problem") return this.#dialog.close();
    this.#leftFrom = this.#screens.current;
    this.#screens.show("leaving");
  }

  #uncount() {
    this.#countdown.stop();
    this.#screens.show("ready");
  }

  async #discard() {
    this.#take?.finish();
    this.#take = null;
    this.#darken();
    await this.#recording.forget();
    this.#dialog.close();
  }

  #darken() {
    this.#countdown.stop();
    this.#looking.end();
  }

  #close() {
    this.#take?.finish();
    this.#take = null;
    this.#darken();
    this.#screens.close();
    this.#release?.();
    this.#watching.abort();
  }

  #watch() {
    const { signal } = this.#watching;
    this.#looking.addEventListener("gone", () => this.#lose());
    this.#looking.addEventListener("interrupted", () => this.#pause("interrupted"));
    this.#looking.addEventListener("different", () => this.#review("different"));
    document.addEventListener("visibilitychange", () => document.hidden && this.#hide(), { signal });
    window.addEventListener("pagehide", () => this.#suspend(), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#looking.list(), { signal });
  }

  #lose() {
    if (this.#take) return this.#finish("gone");
    this.#darken();
    this.#screens.explain("gone", this.#recording.seconds > 0);
  }

  #hide() {
    if (this.#screens.current === "countdown") this.#uncount();
    this.#pause("interrupted");
  }

  #suspend() {
    if (this.#take) return this.#finish("review");
    if (!this.#looking.stream) return;
    this.#darken();
    this.#screens.show("explain");
  }
}
