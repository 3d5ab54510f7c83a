// One run of the browser's recorder, its seconds handed over as they come.

const WEBM = ["video/webm;codecs=vp8,opus", "video/webm"];
const MP4 = ["video/mp4;codecs=avc1.42E01F,mp4a.40.2", "video/mp4"];
const SOUND_BITS = 96_000;
const PIECE_MS = 1000;
const TICK_MS = 100;

/** Safari's own is MP4. Elsewhere MP4 comes in one piece at the end: no second is safe. */
export function bestType() {
  const isApple = navigator.vendor.startsWith("Apple");
  const types = isApple ? [...MP4, ...WEBM] : [...WEBM, ...MP4];
  return types.find((type) => MediaRecorder.isTypeSupported(type));
}

export class Take extends EventTarget {
  blobs = [];
  #recorder;
  #keep;
  #kept = Promise.resolve();
  #counted = 0;
  #since = null;
  #clock;

  /** `keep(blob, seconds)` is called with every second, in their order. */
  constructor(stream, { type, bits, keep }) {
    super();
    this.#keep = keep;
    this.#recorder = new MediaRecorder(stream, {
      mimeType: type,
      videoBitsPerSecond: bits - SOUND_BITS,
      audioBitsPerSecond: SOUND_BITS,
    });
    this.#recorder.ondataavailable = ({ data }) => this.#take(data);
    this.#recorder.onerror = () => this.dispatchEvent(new Event("failed"));
  }

  start() {
    this.#recorder.start(PIECE_MS);
    // The browser's own event of it comes late: with the first picture.
    this.#count(true);
    this.#clock = setInterval(() => this.dispatchEvent(new Event("tick")), TICK_MS);
  }

  get seconds() {
    const running = this.#since === null ? 0 : performance.now() - this.#since;
    return (this.#counted + running) / 1000;
  }

  get size() {
    return this.blobs.reduce((sum, { size }) => sum + size, 0);
  }

  pause() {
    if (this.#recorder.state !== "recording") return;
    this.#recorder.requestData();
    this.#recorder.pause();
    this.#count(false);
  }

  resume() {
    if (this.#recorder.state !== "paused") return;
    this.#recorder.resume();
    this.#count(true);
  }

  /** Once the last second is kept. */
  async finish() {
    clearInterval(this.#clock);
    this.#count(false);
    if (this.#recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => (this.#recorder.onstop = resolve));
      this.#recorder.stop();
      await stopped;
    }
    await this.#kept;
  }

  #count(isRunning) {
    this.#counted = this.seconds * 1000;
    this.#since = isRunning ? performance.now() : null;
  }

  #take(blob) {
    if (!blob.size) return;
    this.blobs.push(blob);
    const { seconds } = this;
    this.#kept = this.#kept.then(() => this.#keep(blob, seconds));
  }
}
