// A poster that turns into the video host's player once the reader asks for it.

for (const link of document.querySelectorAll("a[data-player]")) {
  link.addEventListener("click", (event) => {
    // Opening it elsewhere is the reader's choice, too.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const frame = playerOf(link);
    link.parentElement.replaceChildren(frame);
    frame.focus();
  });
}

function playerOf(link) {
  const frame = document.createElement("iframe");
  frame.src = link.dataset.player;
  frame.title = link.dataset.playerTitle;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // The hosts play nothing for a page that doesn't say which site it belongs to.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  return frame;
}
