// What htmx brings in place: the reader goes on at the first comment that is new, and
// hears of it if the site can't be reached or no longer has it.

const GONE = 404;

export function goOnAtWhatIsNew() {
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { previousElementSibling: before, parentElement: parent } = detail.target;
    if (!detail.shouldSwap || !detail.target.closest(".thread")) return;
    document.addEventListener(
      "htmx:afterSettle",
      () => goTo(before ? before.nextElementSibling : parent.firstElementChild),
      { once: true },
    );
  });
  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(trouble, ({ target, detail }) => {
      say(target.closest(".thread"), detail.xhr.status === GONE ? "gone" : "lost");
    });
  }
}

/** A thread that was brought in anew is read from its top, a comment where it stands. */
function goTo(arrived) {
  const isThread = arrived.matches(".thread");
  const target = isThread
    ? arrived.querySelector(".thread__count")
    : (arrived.querySelector(".comment") ?? arrived);
  target.tabIndex = -1;
  target.focus({ preventScroll: !isThread });
}

function say(thread, what) {
  const place = thread?.querySelector(".news");
  if (!place) return;
  const sentence = document.createElement("p");
  sentence.className = "news__closed";
  sentence.textContent = thread.dataset[what];
  place.replaceChildren(sentence);
}
