// How fast it goes, and how much longer.

const LOOKED_BACK_MS = 15_000;
const TRUSTED_FROM_MS = 2000;

export class Pace {
  #marks = [];

  /** Note that `bytes` of it have gone by now. */
  note(bytes) {
    const now = performance.now();
    // It went back: what was on its way got lost.
    if (bytes < this.#marks.at(-1)?.bytes) this.#marks = [];
    this.#marks.push({ now, bytes });
    this.#marks = this.#marks.filter((mark) => now - mark.now <= LOOKED_BACK_MS);
  }

  /** Seconds for another `bytes`, or NaN while that can't be told. */
  secondsFor(bytes) {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    const took = last?.now - first?.now;
    if (!(took >= TRUSTED_FROM_MS) || last.bytes === first.bytes) return NaN;
    return (bytes / (last.bytes - first.bytes)) * (took / 1000);
  }
}
