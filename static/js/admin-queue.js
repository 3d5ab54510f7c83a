// Decides in place: the row answers, the others keep their place and their clips play on.

import { playClips } from "./comments-clips.js";

class Queue {
  #list;
  #form;

  constructor(list) {
    this.#list = list;
    this.#form = list.closest("form");
    this.#form.addEventListener("submit", (event) => this.#decide(event));
    this.#offerTickAll();
  }

  async #decide(event) {
    const button = event.submitter;
    if (!button?.matches("[data-decide]") || !this.#list.contains(button)) return;
    event.preventDefault();
    const item = button.closest(".queue__item");
    if (item.hasAttribute("aria-busy")) return;
    item.setAttribute("aria-busy", "true");
    const body = new FormData();
    body.set(button.name, button.value);
    item.querySelectorAll("[name^=why]").forEach((why) => body.set(why.name, why.value));
    body.set("csrfmiddlewaretoken", this.#form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(button.formAction, { method: "POST", body });
      if (!answer.ok) throw new Error(answer.status);
      this.#show(new DOMParser().parseFromString(await answer.text(), "text/html"), item);
    } catch {
      item.removeAttribute("aria-busy");
      this.#sendPlainly(button);
    }
  }

  #show(page, item) {
    // Whoever was signed out meanwhile is asked to sign in.
    if (!page.querySelector(".queue, .queue-empty")) return location.reload();
    const next = item.nextElementSibling;
    const { activeElement: place, body } = document;
    const hasGoneOn = place !== body && !item.contains(place);
    const answer = page.getElementById(item.id);
    answer ? item.replaceWith(answer) : item.remove();
    document.querySelector("#content > h1")?.replaceWith(page.querySelector("#content > h1"));
    this.#showMessages(page.querySelector(".messagelist"));
    if (!hasGoneOn) next?.querySelector("[data-decide]")?.focus({ preventScroll: true });
    if (!this.#list.children.length) location.reload();
  }

  #showMessages(messages) {
    document.querySelector(".messagelist")?.remove();
    if (!messages) return;
    messages.setAttribute("role", "status");
    document.getElementById("content-start").prepend(messages);
  }

  // The page that says why it was refused is the server's.
  #sendPlainly(button) {
    button.removeAttribute("data-decide");
    this.#form.requestSubmit(button);
  }

  #offerTickAll() {
    const all = this.#form.querySelector("[data-tick-all]");
    if (!all) return;
    all.closest("label").hidden = false;
    all.addEventListener("change", () => {
      this.#form.querySelectorAll("[name=ticked]").forEach((tick) => (tick.checked = all.checked));
    });
  }
}

document.querySelectorAll("[data-queue]").forEach((list) => new Queue(list));
playClips();
