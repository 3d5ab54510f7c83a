// Looking into the camera: what is seen and heard while somebody gets ready and records.

import { Camera, Unavailable } from "./recorder-camera.js";
import { Meter } from "./recorder-meter.js";

const BYTE = 8;

/** Its "gone" and "interrupted" are the camera's; "different", that what is seen can't go
    on with a recording. */
export class Looking extends EventTarget {
  #screens;
  #most;
  #camera = new Camera();
  #meter = null;

  /** `most` seconds are recorded at most. */
  constructor(screens, most) {
    super();
    this.#screens = screens;
    this.#most = most;
    for (const name of ["gone", "interrupted"]) {
      this.#camera.addEventListener(name, () => this.dispatchEvent(new Event(name)));
    }
  }

  get stream() {
    return this.#camera.stream;
  }

  get bits() {
    return this.#camera.bits;
  }

  /** What was chosen the other day, and what it comes to. */
  fill() {
    this.#screens.fill(this.#camera.choice, (this.bits / BYTE) * this.#most);
  }

  choose({ name, value, checked }) {
    this.#camera.choose({ [name]: name === "less" ? checked : value });
    this.fill();
  }

  /** Whether anything is seen that goes with `recording`, and is still wanted. */
  async begin(recording) {
    this.end();
    try {
      if (!(await this.#camera.open(recording.size))) return false;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#screens.explain(error.name, recording.seconds > 0);
      return false;
    }
    if (!recording.fits(this.#camera.settings)) {
      this.dispatchEvent(new Event("different"));
      return false;
    }
    this.#meter = new Meter(this.stream, this.#screens.part("level"), (isSilent) =>
      this.#screens.warn(isSilent),
    );
    this.#screens.preview(this.#camera, recording.left, this.#most);
    this.#screens.part("record").disabled = false;
    return true;
  }

  /** Something was plugged in or out. */
  list() {
    if (this.stream) this.#screens.list(this.#camera);
  }

  /** The light goes out. */
  end() {
    this.#screens.warn(false);
    // Until a camera is open: switching to another one takes a moment.
    this.#screens.part("record").disabled = true;
    this.#meter?.close();
    this.#meter = null;
    this.#camera.close();
  }
}
