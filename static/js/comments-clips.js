// A poster that turns into the clip's player once it is asked for. One clip plays at a
// time, and none beneath the broadcast.

const PLAYER = ".clip__video";
const TROUBLE = ".clip__trouble";
const BROADCAST = "a[data-player]";
// Where each player last broke off: it goes on by itself once at each place.
const brokenOffAt = new WeakMap();

export function playClips() {
  document.addEventListener("click", open);
  // Media events don't bubble, so they are caught on the way down.
  document.addEventListener("play", ({ target }) => pauseAllBut(target), true);
  document.addEventListener("error", ({ target }) => recover(target), true);
  // A click into another site's frame is known only by what it takes from this page.
  addEventListener("blur", () => document.activeElement?.matches(".stage iframe") && pauseAllBut());
}

function open(event) {
  if (event.target.closest(BROADCAST)) pauseAllBut();
  const way = event.target.closest("a[data-clip], [data-clip-again]");
  // Opening it elsewhere is the reader's choice, too.
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const player = part(way, PLAYER);
  player.currentTime = Number(way.dataset.at ?? 0);
  (way.closest(TROUBLE) ?? way).replaceWith(player);
  play(player);
}

/** A copy of what the clip's template holds. */
function part(within, selector) {
  const { content } = within.closest(".clip").querySelector("template");
  return document.importNode(content.querySelector(selector), true);
}

function play(player) {
  player.focus({ preventScroll: true });
  // It fails where the clip breaks off, which `recover` hears of.
  player.play().catch(() => {});
}

function pauseAllBut(playing) {
  for (const player of document.querySelectorAll(PLAYER)) if (player !== playing) player.pause();
}

/** Go on where it broke off: the way to the file may have expired, or it has gone. */
async function recover(player) {
  if (!player.matches?.(PLAYER)) return;
  const at = player.currentTime;
  const options = { method: "HEAD", redirect: "manual" };
  const answer = await fetch(player.src, options).catch(() => null);
  if (!player.isConnected) return;
  if (answer?.status === 404) return show("gone", player);
  const isThere = answer?.ok || answer?.type === "opaqueredirect";
  if (!isThere || brokenOffAt.get(player) === at) return show("lost", player);
  brokenOffAt.set(player, at);
  player.load();
  player.currentTime = at;
  play(player);
}

function show(trouble, player) {
  const words = part(player, `[data-trouble=${trouble}]`);
  const again = words.querySelector("[data-clip-again]");
  if (again) again.dataset.at = player.currentTime;
  const hadFocus = player === document.activeElement;
  player.replaceWith(words);
  if (hadFocus) again?.focus();
}
