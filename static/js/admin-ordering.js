// Buttons that move the rows of a sortable inline, for those who can't drag them.
//
// The package drags stored rows by their heading; this orders new rows too, and
// numbers all of them, as they stand, when the form is sent.

const words = document.getElementById("ordering-words")?.dataset;
const announcer = document.getElementById("ordering-status");

class Ordering {
  #group;

  constructor(group) {
    this.#group = group;
    this.#restoreTypedOrder();
    this.#rows.forEach((row) => this.#addButtons(row));
    group.closest("form").addEventListener("submit", () => {
      this.#number();
      this.#storedFirst();
    });
    document.addEventListener("formset:added", (event) => {
      if (group.contains(event.target)) this.#addButtons(event.target);
    });
  }

  get #rows() {
    return [...this.#group.querySelectorAll(".inline-related:not(.empty-form)")];
  }

  // A form that comes back with errors has its rows in the stored order.
  #restoreTypedOrder() {
    const place = (row) => (this.#isBlank(row) ? Infinity : Number(this.#orderOf(row).value));
    const rows = this.#rows;
    const sorted = [...rows].sort((a, b) => place(a) - place(b) || 0);
    const next = rows.at(-1)?.nextSibling;
    sorted.forEach((row) => this.#group.insertBefore(row, next));
  }

  #addButtons(row) {
    const buttons = document.createElement("span");
    buttons.className = "move";
    buttons.append(this.#button(row, "↑", words.up, -1), this.#button(row, "↓", words.down, 1));
    row.querySelector("h3").append(buttons);
    this.#name(row);
    row.addEventListener("input", () => this.#name(row));
    // A guest is chosen by jQuery, which tells no listener but redraws the choice.
    new MutationObserver(() => this.#name(row)).observe(row, { childList: true, subtree: true });
  }

  #name(row) {
    for (const button of row.querySelectorAll(".move__button")) {
      const label = button.dataset.label.replace("%s", this.#nameOf(row));
      button.setAttribute("aria-label", label);
    }
  }

  #button(row, arrow, label, step) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "move__button";
    button.textContent = arrow;
    button.dataset.label = label;
    button.addEventListener("click", () => this.#move(row, step, button));
    return button;
  }

  #move(row, step, button) {
    const rows = this.#rows;
    const neighbour = rows[rows.indexOf(row) + step];
    if (neighbour) step < 0 ? neighbour.before(row) : neighbour.after(row);
    button.focus();
    row.scrollIntoView({ block: "nearest" });
    announcer.textContent = words.moved
      .replace("%s", this.#nameOf(row))
      .replace("%n", this.#rows.indexOf(row) + 1)
      .replace("%m", rows.length);
  }

  #number() {
    let number = 0;
    for (const row of this.#rows) {
      const order = this.#orderOf(row);
      order.value = this.#isBlank(row) ? order.defaultValue : ++number;
    }
  }

  // The server takes the first names for stored rows, wherever a new one was moved.
  #storedFirst() {
    const isStored = (row) => row.querySelector("input[name$='-id']").value !== "";
    const rows = this.#rows.sort((a, b) => isStored(b) - isStored(a));
    rows.forEach((row, index) => {
      for (const control of row.querySelectorAll("[name]")) {
        control.name = control.name.replace(/-\d+-/, `-${index}-`);
      }
    });
  }

  // A new row that nobody filled in must stay as it came, or it would be saved.
  #isBlank(row) {
    if (row.classList.contains("has_original")) return false;
    const typed = row.querySelectorAll("select, input:not([type=hidden], [type=checkbox])");
    return [...typed].every((control) => !control.value);
  }

  #orderOf(row) {
    return row.querySelector("input._reorder_");
  }

  #nameOf(row) {
    const chosen = row.querySelector("select option:checked")?.textContent;
    const typed = row.querySelector("input[name$='-title']")?.value;
    return chosen?.trim().replace(/^-+$/, "") || typed || words.unnamed;
  }
}

if (words) document.querySelectorAll("fieldset.sortable").forEach((group) => new Ordering(group));
