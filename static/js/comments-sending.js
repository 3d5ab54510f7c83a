// The chosen clip's way to the server: one tab at a time, gone on with after a reload.

import { fetchToken } from "./comments-send.js";
import { Progress } from "./comments-progress.js";
import { KeptUpload } from "./upload-store.js";
import { Cancelled, NoUploads, Upload } from "./upload.js";

const TICKS = ["adult", "on_air", "notices"];

/** Another tab is sending it, or has done so if `isOver`. */
export class Elsewhere extends Error {
  constructor(isOver) {
    super("elsewhere");
    this.isOver = isOver;
  }
}

export class ClipSending {
  #place;
  #clip;
  #say;
  #server;
  #kept;
  #lock;
  #upload = null;
  #address = "";
  #isThere = false;
  #isRestored = false;

  /** `say(what, percent)` tells the reader. */
  constructor(place, clip, say) {
    this.#place = place;
    this.#clip = clip;
    this.#say = say;
    const { draft, uploads, token } = this.#form?.dataset ?? {};
    this.#server = { uploads, fetchToken: () => fetchToken(token) };
    this.#kept = new KeptUpload(draft);
    this.#lock = `stream-upload:${draft}`;
    place.addEventListener("chosen", () => this.#abandon());
    place.addEventListener("click", ({ target }) => {
      if (target.closest("[data-resume]")) this.#form.requestSubmit();
    });
  }

  /** Put back what a tab that was closed has left: the clip, its ticks, a way to go on. */
  async offer() {
    const file = await this.#kept.file();
    if (!file || this.#clip.file || !this.#form) return;
    const { address, seconds, ticks, percent, isThere } = this.#kept.facts;
    this.#clip.choose(file, seconds ?? NaN);
    this.#address = address;
    this.#isThere = isThere;
    this.#isRestored = true;
    for (const name of ticks) this.#form.elements[name].checked = true;
    const words = this.#notice.querySelector("[data-words]");
    words.textContent = words.dataset.words.replace("{percent}", percent);
    this.#notice.hidden = false;
  }

  /** The id of the clip's upload, once it is there; "" where the form takes it along. */
  async bring() {
    if (!this.#clip.file) return "";
    if (this.#isThere) return this.#id;
    return alone(this.#lock, () => this.#send());
  }

  /** Another form has come as the answer. */
  settle() {
    // What it was refused for may have cost the upload: ask before relying on it.
    this.#isThere = false;
    this.#kept.note({ isThere: false });
    const id = this.#arrived?.querySelector("[name=upload]").value;
    if (id && id !== this.#id) this.#clip.choose(null);
    else if (this.#clip.file) this.#arrived?.remove();
  }

  forget() {
    this.#address = "";
    this.#isThere = this.#isRestored = false;
    return this.#kept.forget();
  }

  async #send() {
    if (this.#isRestored && !this.#kept.facts) this.#giveUp();
    const { file, seconds } = this.#clip;
    const ticks = TICKS.filter((name) => this.#form.elements[name]?.checked);
    const facts = { address: this.#address, seconds, ticks, percent: 0, isThere: false };
    if (this.#isRestored) this.#kept.note({ ticks });
    else this.#kept.keep(file, facts);
    return this.#watch(file);
  }

  async #watch(file) {
    const panel = this.#place.querySelector(".sending");
    const progress = new Progress(panel, this.#say);
    this.#upload = new Upload(file, this.#server, this.#told(file, progress), this.#address);
    progress.offerWays(this.#upload);
    // Whoever has pressed the notice's button is led on.
    if (!this.#notice.hidden) panel.focus();
    this.#notice.hidden = true;
    try {
      await this.#upload.send();
      this.#isThere = true;
      this.#kept.note({ isThere: true });
      return this.#id;
    } catch (error) {
      if (error instanceof Cancelled || error.isAboutFile) this.forget();
      if (!(error instanceof NoUploads)) throw error;
      this.forget();
      return "";
    } finally {
      this.#upload = null;
      progress.close();
    }
  }

  #giveUp() {
    this.#clip.choose(null);
    this.#notice.hidden = true;
    throw new Elsewhere(true);
  }

  #told(file, progress) {
    return {
      progress: (bytes) => {
        progress.show(bytes, file.size);
        this.#kept.note({ percent: progress.percent });
      },
      moved: (address) => {
        this.#address = address;
        this.#kept.note({ address });
      },
      waiting: () => progress.wait(),
    };
  }

  /** Another clip was chosen, or none: nothing of the one before stays anywhere. */
  #abandon() {
    if (this.#upload) this.#upload.cancel();
    else if (this.#address) new Upload(null, this.#server, {}, this.#address).cancel();
    this.#notice.hidden = true;
    this.#arrived?.remove();
    this.forget();
  }

  get #id() {
    return this.#address.split("/").filter(Boolean).at(-1);
  }

  get #form() {
    return this.#place.querySelector("form[data-token]");
  }

  get #notice() {
    return this.#form.querySelector("[data-on-its-way]");
  }

  get #arrived() {
    return this.#form?.querySelector("[data-arrived]");
  }
}

/** While another tab does the same, nothing is done here. */
function alone(name, send) {
  if (!navigator.locks) return send();
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    if (!lock) throw new Elsewhere(false);
    return send();
  });
}
