// How many characters are left, counted as the reader counts them.

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const SAID_FROM = 300;

export class LengthCounter {
  #output;
  #most;

  constructor(form) {
    this.#output = form.querySelector("[data-left]");
    this.#most = Number(this.#output.dataset.most);
    form.elements.body.addEventListener("input", ({ target }) => this.#count(target.value));
    this.#count(form.elements.body.value);
  }

  #count(words) {
    const left = this.#most - [...letters.segment(words.trim())].length;
    const sentence = left < 0 ? this.#output.dataset.over : this.#output.dataset.left;
    this.#output.textContent =
      left <= SAID_FROM ? sentence.replace("{count}", Math.abs(left)) : "";
    this.#output.classList.toggle("comment-form__left--over", left < 0);
  }
}
