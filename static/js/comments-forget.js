// Leaves nothing of ours in this browser: drafts, and recordings that were not sent.

const OURS = "stream";

try {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(`${OURS}:`)) localStorage.removeItem(name);
  }
  for (const { name } of await indexedDB.databases()) {
    if (name.startsWith(OURS)) indexedDB.deleteDatabase(name);
  }
} catch {
  // Storage is forbidden to us: then nothing is in it.
}
