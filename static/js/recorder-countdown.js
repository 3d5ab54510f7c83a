// Three, two, one.

const FROM = 3;
const STEP_MS = 1000;

export class Countdown {
  #clock = null;

  /** `show` each second that is left, then call `over`. */
  start(show, over) {
    let left = FROM;
    show(left);
    this.#clock = setInterval(() => {
      left -= 1;
      if (left) show(left);
      else over();
    }, STEP_MS);
  }

  /** Whether it was running. */
  stop() {
    const wasRunning = this.#clock !== null;
    clearInterval(this.#clock);
    this.#clock = null;
    return wasRunning;
  }
}
