// What htmx brings in place: the reader goes on at the first comment that is new, and
// hears of it if the site can't be reached or no longer has it.

const GONE = 404;
const SAID = ".news [data-said]";

export function goOnAtWhatIsNew() {
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { previousElementSibling: before, parentElement: parent } = detail.target;
    const thread = detail.target.closest(".thread");
    if (!detail.shouldSwap || !thread) return;
    // The page of something in between, as of a network that wants a login, would replace
    // the thread.
    detail.shouldSwap = detail.serverResponse.includes("data-live");
    if (!detail.shouldSwap) return say(thread, "lost");
    thread.querySelector(SAID)?.remove();
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
  thread.querySelector(SAID)?.remove();
  const sentence = document.createElement("p");
  sentence.className = "news__closed";
  sentence.dataset.said = what;
  sentence.textContent = thread.dataset[what];
  place.append(sentence);
}
