// What is being typed, kept in this browser alone: until it is received, for a day at most.

import { hide, keepKey } from "./comments-send.js";
import { isOld } from "./kept-a-day.js";

const PREFIX = "stream:draft:";
const TYPED = ["body", "name", "place", "email"];

export class Draft {
  #form;

  constructor(form) {
    this.#form = form;
  }

  save() {
    const { elements, dataset } = this.#form;
    const fields = Object.fromEntries(
      TYPED.filter((name) => elements[name]).map((name) => [name, elements[name].value]),
    );
    if (!Object.values(fields).some(Boolean) && !dataset.sent) return this.forget();
    // After a lost connection it may have arrived: then it brings its key again.
    const key = dataset.sent ? elements.key.value : "";
    const answered = this.#form.querySelector("[data-answering-name]")?.textContent;
    const parent = elements.parent?.value;
    const draft = { at: Date.now(), fields, key, time: elements.time?.value, parent, answered };
    this.#try((store) => store.setItem(this.#name, JSON.stringify(draft)));
  }

  /** Put it back into a form that nobody has filled in, and return it; or null. */
  restore() {
    const draft = this.#try((store) => JSON.parse(store.getItem(this.#name)));
    if (!draft || isOld(draft) || "filled" in this.#form.dataset) return null;
    const { elements } = this.#form;
    for (const [name, value] of Object.entries(draft.fields)) {
      if (elements[name]) elements[name].value = value;
    }
    if (draft.time) hide(this.#form, "time", draft.time);
    if (draft.key) keepKey(this.#form, draft.key);
    return draft;
  }

  forget() {
    this.#try((store) => store.removeItem(this.#name));
  }

  get #name() {
    return PREFIX + this.#form.dataset.draft;
  }

  #try(use) {
    try {
      return use(localStorage);
    } catch {
      // Storage is forbidden or full: the page does without drafts.
      return null;
    }
  }
}

/** Those of other pages, too: nobody may come back there for long. */
export function forgetOldDrafts() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && isOld(JSON.parse(localStorage.getItem(name)))) {
        localStorage.removeItem(name);
      }
    }
  } catch {
    // No storage, no drafts.
  }
}
