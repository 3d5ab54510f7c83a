// A recording: takes, one behind the other, that end as one file.

import { join, Unlike } from "./recorder-join.js";
import { bestType, Take } from "./recorder-take.js";
import * as recordings from "./recordings.js";

// By then a take has shown whether it goes with those before it.
const UNLIKE_SECONDS = 3;

export class Recording extends EventTarget {
  parts = [];
  size = null;
  /** Whether this browser keeps a copy that outlives the page. */
  isKept = true;
  #episode;
  #most;
  #id = null;
  #type = null;

  /** The one that was begun for `episode` and not sent, or a new one; `most` in seconds. */
  static async of(episode, most) {
    const recording = new Recording(episode, most);
    const found = await recordings.find(episode).catch(() => null);
    if (found) recording.#goOn(found);
    return recording;
  }

  constructor(episode, most) {
    super();
    this.#episode = episode;
    this.#most = most;
  }

  get seconds() {
    return this.parts.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  get left() {
    return Math.max(0, this.#most - this.seconds);
  }

  /** Whether whoever stopped it did so before anything came. */
  get isEmpty() {
    return this.parts.every(({ blobs }) => !blobs.length);
  }

  /** Record from `stream`, at most so many bits a second. The `Take`, begun. */
  async record(stream, bits) {
    const { width, height } = stream.getVideoTracks()[0].getSettings();
    this.size ??= { width, height };
    this.#type ??= bestType();
    if (!this.parts.length) await this.#begin();
    const part = this.parts.length;
    const take = new Take(stream, {
      type: this.#type,
      bits,
      keep: (blob, seconds) => this.#keep(part, blob, seconds),
    });
    take.start();
    this.parts.push(take);
    return take;
  }

  /** Whether what comes at this `size` can go on with what there is. */
  fits({ width, height }) {
    return !this.parts.length || (width === this.size.width && height === this.size.height);
  }

  async file() {
    const type = this.#type.split(";")[0];
    const parts = this.parts.map(({ blobs }) => blobs).filter(({ length }) => length);
    const blob = await join(parts, type);
    return new File([blob], `recording.${type.split("/")[1]}`, { type });
  }

  /** Take the last part off: it doesn't go with the others. */
  async drop() {
    this.parts.pop();
    await recordings.drop(this.#id, this.parts.length).catch(() => {});
  }

  async forget() {
    this.parts = [];
    this.size = null;
    await recordings.forget(this.#episode).catch(() => {});
  }

  #goOn({ id, type, size, parts }) {
    this.#id = id;
    this.#type = type;
    this.size = size;
    this.parts = parts;
  }

  async #begin() {
    try {
      this.#id = await recordings.begin(this.#episode, { type: this.#type, size: this.size });
    } catch {
      this.#lose();
    }
  }

  async #keep(part, blob, seconds) {
    if (part) await this.#compare(seconds);
    try {
      if (this.isKept) await recordings.keep(this.#id, part, blob, seconds);
    } catch {
      this.#lose();
    }
  }

  /** Find out early that another camera's pictures can't follow the first one's. */
  async #compare(seconds) {
    if (this.parts.at(-1).isCompared) return;
    try {
      await this.file();
      this.parts.at(-1).isCompared = true;
    } catch (error) {
      if (!(error instanceof Unlike)) throw error;
      if (seconds <= UNLIKE_SECONDS) return;
      // Told once: its last second is still to come, and must not cost an earlier part.
      this.parts.at(-1).isCompared = true;
      this.dispatchEvent(new Event("unlike"));
    }
  }

  /** Storage is forbidden or full: the page alone has it, and says so. */
  #lose() {
    if (this.isKept) this.dispatchEvent(new Event("unkept"));
    this.isKept = false;
  }
}
