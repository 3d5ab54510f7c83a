// A poster that turns into the video host's player once the reader asks for it, and
// that falls silent when a clip of the discussion plays.

// What each host's player is told to pause (YouTube IFrame API, Vimeo Player API).
const PAUSE = {
  "https://www.youtube-nocookie.com": '{"event":"command","func":"pauseVideo","args":[]}',
  "https://player.vimeo.com": '{"method":"pause"}',
};

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

// Media events don't bubble, so they are caught on the way down.
document.addEventListener("play", pause, true);

function pause() {
  for (const frame of document.querySelectorAll(".stage iframe")) {
    const host = new URL(frame.src).origin;
    if (host in PAUSE) frame.contentWindow.postMessage(PAUSE[host], host);
  }
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
