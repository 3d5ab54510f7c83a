// How long a clip is and how large, as a reader sees it.

const MEGABYTE = 2 ** 20;
const SMALLEST_SHOWN = 0.1;

/** As in 1:05; "" where it isn't known. */
export function asLength(seconds) {
  if (!(seconds >= 0)) return "";
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A number in the page's language. */
export function asMegabytes(bytes) {
  const megabytes = Math.max(SMALLEST_SHOWN, bytes / MEGABYTE);
  return megabytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
}

/** A recorder writes no length into its file; looking for the end finds it. */
export function findEnd(video) {
  if (Number.isFinite(video.duration)) return;
  video.addEventListener("durationchange", () => (video.currentTime = 0), { once: true });
  video.currentTime = Number.MAX_SAFE_INTEGER;
}
