// Asks now and then what has come since the page was made. What the server says of it
// floats over the thread: nothing that is being read moves.

const EVERY = 15_000; // milliseconds
const SELDOM = 240_000;

export class LiveCheck {
  #timer;
  #wait = EVERY;
  // By a clock that nobody sets.
  #askedAt = performance.now();

  constructor() {
    document.addEventListener("visibilitychange", () => this.#plan());
    this.#plan();
  }

  // Read anew each time: a thread that was brought in bears its own address.
  get #thread() {
    return document.querySelector("[data-live]");
  }

  #plan() {
    clearTimeout(this.#timer);
    if (document.hidden || !this.#thread) return;
    const rest = this.#askedAt + this.#wait - performance.now();
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, rest));
  }

  async #ask() {
    const thread = this.#thread;
    this.#askedAt = performance.now();
    try {
      const response = await fetch(thread.dataset.live, { cache: "no-cache" });
      const html = (await response.text()).trim();
      // A page is from something in between, which wants a login first.
      if (!response.ok || /<html/i.test(html)) throw new Error(`live: ${response.status}`);
      this.#show(thread, html);
      this.#wait = EVERY;
    } catch {
      this.#wait = Math.min(2 * this.#wait, SELDOM);
    }
    this.#plan();
  }

  #show(thread, html) {
    const place = thread.querySelector(".news");
    if (place.dataset.shown === html) return;
    place.dataset.shown = html;
    place.innerHTML = html;
    window.htmx.process(place);
  }
}
