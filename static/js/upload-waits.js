// How long to wait before trying once more: longer each time, but never past the moment
// in which things look better.

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

export class Waits {
  #failures = 0;

  reset() {
    this.#failures = 0;
  }

  /** Ends early when the network or the reader is back, or a `signal` is aborted. */
  next(signal) {
    const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures++);
    return new Promise((resolve) => {
      const over = new AbortController();
      const end = () => over.abort();
      // Not all of a crowd at once, when a server comes back.
      const timer = setTimeout(end, most * (0.5 + Math.random() / 2));
      const until = { signal: over.signal };
      for (const event of ["online", "pageshow"]) addEventListener(event, end, until);
      document.addEventListener("visibilitychange", () => document.hidden || end(), until);
      signal?.addEventListener("abort", end, until);
      over.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
