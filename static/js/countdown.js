// The time left until the broadcast, in the page's language.

const SECOND = 1000;
const UNITS = [
  ["day", 24 * 60 * 60],
  ["hour", 60 * 60],
  ["minute", 60],
  ["second", 1],
];

class Countdown {
  #element;
  #begins;
  #timer;

  constructor(element) {
    this.#element = element;
    this.#begins = Date.parse(element.dataset.countdown);
    this.#timer = setInterval(() => this.#show(), SECOND);
    this.#show();
    element.hidden = false;
  }

  #show() {
    const seconds = Math.ceil((this.#begins - Date.now()) / SECOND);
    if (seconds > 0) {
      this.#element.textContent = inWords(seconds);
    } else {
      clearInterval(this.#timer);
      this.#element.textContent = this.#element.dataset.countdownOver;
    }
  }
}

/** The two largest units: "2 days 3 hours", "4 minutes 10 seconds". */
function inWords(seconds) {
  const parts = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count || parts.length) parts.push(amount(count, unit));
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

function amount(count, unit) {
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit,
    unitDisplay: "long",
  }).format(count);
}

for (const element of document.querySelectorAll("[data-countdown]")) new Countdown(element);
