// Keeps the links of a pasted page: a text box takes the clipboard's text alone, so its
// HTML goes along in a hidden field, for as long as it says the same as the box.

const LEFT_OUT = "script, style, link, meta, title, template, img, svg, picture, iframe, object";
// Nothing of it would be run or shown, yet browsers report it to the page's policy.
const REFUSED = /<style\b[\s\S]*?<\/style\s*>|\s(?:style|on[a-z]+)\s*=\s*(?:"[^"]*"|'[^']*')/gi;

class PastedLinks {
  #text;
  #html;
  #note;
  #arriving = "";

  constructor(form) {
    this.#text = form.querySelector("[data-text]");
    this.#html = form.querySelector("[data-html]");
    this.#note = form.querySelector("[data-note]");
    this.#text.addEventListener("paste", (event) => this.#receive(event));
    this.#text.addEventListener("input", () => this.#keepOrDrop());
  }

  #receive(event) {
    const html = event.clipboardData?.getData("text/html") ?? "";
    this.#arriving = this.#isReplacedWhole ? withoutStyle(html) : "";
  }

  #keepOrDrop() {
    const hadLinks = this.#html.value !== "";
    this.#html.value = this.#arriving;
    this.#arriving = "";
    const { kept, lost } = this.#note.dataset;
    if (this.#html.value) this.#note.textContent = kept;
    else if (hadLinks) this.#note.textContent = lost;
    else if (!this.#text.value) this.#note.textContent = "";
  }

  get #isReplacedWhole() {
    const { value, selectionStart, selectionEnd } = this.#text;
    return value.slice(0, selectionStart).trim() === "" && value.slice(selectionEnd).trim() === "";
  }
}

/**
 * The structure and the links alone: styles can weigh a hundred times the words. Nothing
 * where there is no link, as the text then says it all.
 */
function withoutStyle(html) {
  const bare = html.replace(REFUSED, "");
  const page = new DOMParser().parseFromString(bare, "text/html");
  if (!page.querySelector("a[href]")) return "";
  page.querySelectorAll(LEFT_OUT).forEach((element) => element.remove());
  for (const element of page.body.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (name !== "href") element.removeAttribute(name);
    }
  }
  return page.body.innerHTML;
}

document.querySelectorAll("[data-running-order]").forEach((form) => new PastedLinks(form));
