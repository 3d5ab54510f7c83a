// How long this browser keeps what was not sent: a draft, a recording, a clip.

const KEPT_MS = 24 * 60 * 60 * 1000;

/** Whether what was kept `at` that time, in ms, has to go, as does what doesn't say when. */
export function isOld({ at }) {
  return !(Date.now() - at < KEPT_MS);
}
