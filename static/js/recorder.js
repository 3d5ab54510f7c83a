// The recorder: a dialog that leads from "may we?" to a clip for the comment's form.

import { Camera, Unavailable } from "./recorder-camera.js";
import { Meter } from "./recorder-meter.js";
import { Recording } from "./recorder-recording.js";
import { Screens } from "./recorder-screens.js";
import { MOST_BITS } from "./recorder-take.js";

const COUNT_FROM = 3;
const COUNT_MS = 1000;
const WARN_SECONDS = 10;

export class Recorder {
  #form;
  #screens;
  #camera = new Camera();
  #recording;
  #take = null;
  #meter = null;
  #countdown = null;
  #leftFrom = null;
  #release = () => {};

  /** Open it for `form`; `dialog` is the server's. */
  static async open(dialog, form) {
    const recorder = new Recorder(dialog, form);
    await recorder.#open();
  }

  constructor(dialog, form) {
    this.#form = form;
    this.#screens = new Screens(dialog, {
      ask: () => this.#ask(),
      record: () => this.#countDown(),
      now: () => this.#record(),
      pause: () => this.#pause("paused"),
      resume: () => this.#resume(),
      finish: () => this.#finish("review"),
      further: () => this.#ask(),
      again: () => this.#again(),
      use: () => this.#use(),
      leave: () => this.#leave(),
      keep: () => dialog.close(),
      discard: () => this.#discard(),
      back: () => this.#screens.show(this.#leftFrom),
    });
    dialog.addEventListener("cancel", (event) => this.#cancel(event));
    dialog.addEventListener("close", () => this.#close());
    dialog.addEventListener("change", ({ target }) => this.#choose(target));
    this.#watch();
  }

  get #dialog() {
    return this.#screens.dialog;
  }

  get #most() {
    return Number(this.#dialog.dataset.mostSeconds);
  }

  get #left() {
    return Math.max(0, this.#most - this.#recording.seconds);
  }

  get #bits() {
    return MOST_BITS[this.#camera.choice.less ? "less" : "full"];
  }

  async #open() {
    const episode = this.#form.dataset.draft;
    this.#recording = await Recording.of(episode);
    this.#recording.addEventListener("unkept", () => this.#screens.say("unkept"));
    this.#recording.addEventListener("unlike", () => this.#dropUnlike());
    this.#screens.fill(this.#camera.choice, this.#estimate());
    this.#dialog.showModal();
    if (!(await this.#reserve(episode))) return this.#screens.explain("elsewhere");
    if (this.#recording.seconds) await this.#review("found");
    else this.#screens.show("explain");
  }

  /** Two windows that record for one episode would lose each other's seconds. */
  async #reserve(episode) {
    if (!navigator.locks) return true;
    return new Promise((resolve) => {
      navigator.locks.request(`stream-recording:${episode}`, { ifAvailable: true }, (lock) => {
        resolve(Boolean(lock));
        return lock && new Promise((release) => (this.#release = release));
      });
    });
  }

  #estimate() {
    return (this.#bits / 8) * this.#most;
  }

  async #ask() {
    this.#screens.show("asking");
    if (await this.#look()) this.#screens.show("ready");
  }

  /** Show what the camera sees; whether it does. */
  async #look() {
    this.#meter?.close();
    this.#meter = null;
    try {
      await this.#camera.open(this.#recording.size);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#screens.explain(error.name);
      return false;
    }
    if (!this.#camera.stream) return false;
    if (!this.#recording.fits(this.#camera.settings)) {
      await this.#review("different");
      return false;
    }
    this.#screens.warn(false);
    this.#meter = new Meter(this.#camera.stream, this.#screens.part("level"), (isSilent) =>
      this.#screens.warn(isSilent),
    );
    this.#screens.preview(this.#camera, this.#left, this.#most);
    return true;
  }

  #countDown() {
    let left = COUNT_FROM;
    this.#screens.show("countdown");
    this.#screens.count(left);
    this.#countdown = setInterval(() => {
      left -= 1;
      if (left) this.#screens.count(left);
      else this.#record();
    }, COUNT_MS);
  }

  async #record() {
    clearInterval(this.#countdown);
    if (this.#screens.current !== "countdown") return;
    this.#screens.show("recording");
    this.#take = await this.#recording.record(this.#camera.stream, this.#bits);
    this.#take.addEventListener("tick", () => this.#tick());
    this.#take.addEventListener("failed", () => this.#finish("gone"));
  }

  #tick() {
    const before = Number(this.#screens.part("left").dataset.seconds);
    this.#screens.tick(this.#left, this.#most);
    if (!this.#left) this.#finish("limit");
    else if (before > WARN_SECONDS && this.#left <= WARN_SECONDS) this.#screens.say("soon");
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
    this.#screens.review(file, this.#recording.seconds, this.#left);
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

  async #choose({ name, value, checked, files }) {
    if (name === "file" && files.length) {
      this.#hand({ file: files[0], seconds: null, description: "" });
    } else if (name === "less") {
      this.#camera.choose({ less: checked });
      this.#screens.fill(this.#camera.choice, this.#estimate());
    } else if (name === "camera" || name === "microphone") {
      this.#camera.choose({ [name]: value });
    }
    if (this.#screens.current === "ready") await this.#look();
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
    if (!this.#recording.seconds || current === "problem") return this.#dialog.close();
    this.#leftFrom = this.#screens.current;
    this.#screens.show("leaving");
  }

  #uncount() {
    clearInterval(this.#countdown);
    this.#screens.show("ready");
  }

  async #discard() {
    this.#take?.finish();
    this.#take = null;
    this.#darken();
    await this.#recording.forget();
    this.#dialog.close();
  }

  /** The light goes out. */
  #darken() {
    clearInterval(this.#countdown);
    this.#meter?.close();
    this.#meter = null;
    this.#camera.close();
  }

  #close() {
    this.#take?.finish();
    this.#take = null;
    this.#darken();
    this.#screens.close();
    this.#release();
    this.#watching.abort();
  }

  #watching = new AbortController();

  #watch() {
    const { signal } = this.#watching;
    this.#camera.addEventListener("gone", () => this.#lose());
    this.#camera.addEventListener("interrupted", () => this.#pause("interrupted"));
    document.addEventListener("visibilitychange", () => document.hidden && this.#hide(), { signal });
    window.addEventListener("pagehide", () => this.#suspend(), { signal });
    navigator.mediaDevices?.addEventListener?.(
      "devicechange",
      () => this.#camera.stream && this.#screens.list(this.#camera),
      { signal },
    );
  }

  #lose() {
    if (this.#take) return this.#finish("gone");
    this.#darken();
    this.#screens.explain("gone");
  }

  #hide() {
    if (this.#screens.current === "countdown") this.#uncount();
    this.#pause("interrupted");
  }

  #suspend() {
    if (this.#take) return this.#finish("review");
    if (!this.#camera.stream) return;
    this.#darken();
    this.#screens.show("explain");
  }
}
