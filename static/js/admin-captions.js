// Captions beside their clip. The rows are the server's form: whatever happens here, what
// is sent is what stands in them.

const STEP_BACK = 2;
const FIRST_LENGTH = 2;

class Cue {
  constructor(row) {
    this.row = row;
    this.start = row.querySelector("[name$='-start']");
    this.end = row.querySelector("[name$='-end']");
    this.text = row.querySelector("textarea");
  }

  get isEmpty() {
    return !this.start.value && !this.end.value && !this.text.value;
  }

  holds(time) {
    return seconds(this.start.value) <= time && time < seconds(this.end.value);
  }
}

class Captions {
  #form;
  #clip;
  #list;
  #removed = [];
  #isChanged = false;

  constructor(form) {
    this.#form = form;
    this.#clip = form.querySelector("[data-clip]");
    this.#list = form.querySelector("[data-cues]");
    this.#isChanged = "unsaved" in form.dataset;
    this.#show(form);
    this.#dropEmptyRows();
    form.addEventListener("click", (event) => this.#press(event));
    form.addEventListener("input", () => (this.#isChanged = true));
    form.addEventListener("submit", () => (this.#isChanged = false));
    document.addEventListener("keydown", (event) => this.#key(event));
    this.#clip?.addEventListener("timeupdate", () => this.#follow());
    addEventListener("beforeunload", (event) => this.#isChanged && event.preventDefault());
  }

  get #cues() {
    return [...this.#list.children].map((row) => new Cue(row));
  }

  get #time() {
    return this.#clip?.currentTime ?? 0;
  }

  /** What needs the script appears with it, what does without goes. */
  #show(part) {
    const needsClip = this.#clip ? "" : ":not([data-mark], [data-play])";
    const buttons =
      "[data-mark], [data-play], [data-split], [data-merge], [data-remove], [data-add], [data-keys]";
    part
      .querySelectorAll(`:is(${buttons})${needsClip}`)
      .forEach((button) => (button.hidden = false));
    part.querySelectorAll("[data-plain]").forEach((plain) => (plain.hidden = true));
  }

  #dropEmptyRows() {
    this.#cues.filter((cue) => cue.isEmpty).forEach((cue) => cue.row.remove());
  }

  #press(event) {
    const row = event.target.closest("[data-cue]");
    const button = event.target.closest("button[type=button]");
    if (button?.matches("[data-add]")) this.#add();
    else if (button?.matches("[data-put-back]")) this.#putBack();
    else if (button && row) this.#change(new Cue(row), button);
    else if (row && !event.target.matches(".cue__time")) this.#goTo(new Cue(row));
  }

  #change(cue, button) {
    this.#isChanged = true;
    const { mark } = button.dataset;
    if (mark) cue[mark].value = clock(this.#time);
    else if (button.matches("[data-play]")) this.#play(cue);
    else if (button.matches("[data-split]")) this.#split(cue);
    else if (button.matches("[data-merge]")) this.#join(cue);
    else this.#remove(cue);
  }

  #goTo(cue) {
    const start = seconds(cue.start.value);
    if (this.#clip && !Number.isNaN(start) && !cue.holds(this.#time))
      this.#clip.currentTime = start;
  }

  #play(cue) {
    this.#clip.currentTime = seconds(cue.start.value) || 0;
    this.#start();
  }

  #toggle() {
    this.#clip.paused ? this.#start() : this.#clip.pause();
  }

  /** Paused again before the first picture, it has not failed. */
  #start() {
    this.#clip.play().catch(() => {});
  }

  #add() {
    const before = this.#cues.findLast((cue) => seconds(cue.start.value) <= this.#time);
    const cue = this.#newRow();
    before ? before.row.after(cue.row) : this.#list.prepend(cue.row);
    cue.start.value = clock(this.#time);
    cue.end.value = clock(this.#time + FIRST_LENGTH);
    cue.text.focus();
  }

  /** At the cursor, or else in the middle; the time is parted like the words. */
  #split(cue) {
    const words = cue.text.value;
    const cursor = cue.text.selectionStart;
    const isInside = cursor > 0 && cursor < words.length;
    const at = isInside ? cursor : wordsMiddle(words);
    const [start, end] = [seconds(cue.start.value), seconds(cue.end.value)];
    const middle = start + (end - start) * (at / Math.max(1, words.length));
    const next = this.#newRow();
    next.text.value = words.slice(at).trim();
    next.start.value = Number.isNaN(middle) ? "" : clock(middle);
    next.end.value = cue.end.value;
    cue.text.value = words.slice(0, at).trim();
    cue.end.value = next.start.value;
    cue.row.after(next.row);
    next.text.focus();
  }

  #join(cue) {
    const row = cue.row.nextElementSibling;
    if (!row) return;
    const next = new Cue(row);
    cue.text.value = `${cue.text.value.trim()} ${next.text.value.trim()}`.trim();
    cue.end.value = next.end.value;
    row.remove();
    cue.text.focus();
  }

  #remove(cue) {
    const neighbour = cue.row.nextElementSibling ?? cue.row.previousElementSibling;
    this.#removed.push({ row: cue.row, before: cue.row.nextElementSibling });
    cue.row.remove();
    this.#say(this.#form.dataset.removed);
    neighbour?.querySelector("textarea").focus();
  }

  #putBack() {
    const { row, before } = this.#removed.pop();
    this.#list.insertBefore(row, before?.isConnected ? before : null);
    this.#say("");
    row.querySelector("textarea").focus();
  }

  #say(words) {
    this.#form.querySelector("[data-said]").textContent = words;
    this.#form.querySelector("[data-put-back]").hidden = !this.#removed.length;
  }

  #newRow() {
    const total = this.#form.elements["cue-TOTAL_FORMS"];
    const row = this.#form.querySelector("[data-new]").content.firstElementChild.cloneNode(true);
    row.querySelectorAll("[name], [id]").forEach((part) => {
      part.name = part.name?.replace("__prefix__", total.value);
      part.id = part.id.replace("__prefix__", total.value);
    });
    total.value = Number(total.value) + 1;
    this.#show(row);
    return new Cue(row);
  }

  #key(event) {
    if (!this.#clip || event.altKey || event.metaKey) return;
    const isTyping = event.target.closest("input, textarea, select, button, summary, a, video");
    const act = isTyping ? this.#whileTyping(event) : this.#outside(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #whileTyping({ key, ctrlKey, shiftKey }) {
    if (!ctrlKey) return null;
    if (key === " ") return shiftKey ? () => this.#back() : () => this.#toggle();
    return key === "Enter" ? () => this.#next() : null;
  }

  #outside({ key, ctrlKey }) {
    if (ctrlKey) return null;
    return {
      " ": () => this.#toggle(),
      ArrowLeft: () => this.#back(),
      ArrowDown: () => this.#next(),
    }[key];
  }

  #back() {
    this.#clip.currentTime = Math.max(0, this.#time - STEP_BACK);
  }

  /** After the one being written; or else after what is heard. */
  #next() {
    const cues = this.#cues;
    const row = document.activeElement.closest("[data-cue]");
    const next = row
      ? cues[cues.findIndex((cue) => cue.row === row) + 1]
      : cues.find((cue) => seconds(cue.start.value) > this.#time);
    if (!next) return;
    next.text.focus();
    next.row.scrollIntoView({ block: "nearest" });
    this.#goTo(next);
  }

  #follow() {
    const now = this.#cues.filter((cue) => cue.holds(this.#time));
    this.#list.querySelectorAll(".cue--now").forEach((row) => row.classList.remove("cue--now"));
    now.forEach((cue) => cue.row.classList.add("cue--now"));
    this.#form.querySelector("[data-now]").textContent = now
      .map((cue) => cue.text.value)
      .join("\n");
  }
}

/** "1:02.5" in seconds; NaN for what is no moment. */
function seconds(clock) {
  if (!/^[\d:.,\s]+$/.test(clock)) return NaN;
  return clock
    .trim()
    .replace(",", ".")
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}

function clock(time) {
  const ms = Math.round(time * 1000);
  const rest = ((ms % 60000) / 1000).toFixed(3).padStart(6, "0");
  return `${Math.floor(ms / 60000)}:${rest}`;
}

function wordsMiddle(words) {
  const space = words.indexOf(" ", Math.floor(words.length / 2));
  return space > 0 ? space : Math.floor(words.length / 2);
}

document.querySelectorAll("[data-captions]").forEach((form) => new Captions(form));
