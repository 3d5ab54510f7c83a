// What is being recorded, kept in this browser alone, second by second: until it is
// received, for a day at most. A reload, a crash or an empty battery costs the last one.

import { isOld } from "./kept-a-day.js";

const NAME = "stream-recordings";

/** Be alone with those of `episode`: two windows would lose each other's seconds. With a
    `signal`, wait for the other one until it is aborted.

    What is returned gives them free again; null is no luck. */
export function reserve(episode, signal) {
  if (!navigator.locks) return () => {};
  const options = signal ? { signal } : { ifAvailable: true };
  return new Promise((resolve) => {
    const over = navigator.locks.request(`${NAME}:${episode}`, options, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((release) => resolve(release));
    });
    over.catch(() => resolve(null));
  });
}

/** Begin one for `episode`, in place of its earlier ones. Its id. */
export async function begin(episode, facts) {
  const id = crypto.randomUUID();
  await forget(episode);
  await write(["recordings"], (recordings) => {
    recordings.add({ ...facts, id, episode, at: Date.now() });
  });
  return id;
}

/** Keep a second of `part`, one MediaRecorder's run; `seconds` are its length so far. Of a
    recording that was forgotten meanwhile, here or in another window, nothing is kept. */
export async function keep(id, part, blob, seconds) {
  // Bytes, because Safari has lost blobs that were stored as such.
  const bytes = await blob.arrayBuffer();
  await write(["recordings", "pieces"], (recordings, pieces) => {
    recordings.get(id).onsuccess = ({ target: { result, transaction } }) => {
      if (result) pieces.add({ recording: id, part, bytes, seconds });
      else transaction.abort();
    };
  });
}

/** Forget a part that doesn't go with those before it. */
export function drop(id, part) {
  return write(["pieces"], (pieces) =>
    eachOf(pieces, id, (piece) => piece.value.part === part && piece.delete()),
  );
}

/** `{id, …facts, parts: [{blobs, seconds}]}` of what was recorded for `episode`; or null. */
export async function find(episode) {
  if (!(await isThere())) return null;
  const all = await read("recordings", (recordings) => recordings.getAll());
  const recording = all.find((one) => one.episode === episode && !isOld(one));
  if (!recording) return null;
  const pieces = await read("pieces", (store) => store.index("recording").getAll(recording.id));
  const parts = [];
  for (const { part, bytes, seconds } of pieces) {
    parts[part] ??= { blobs: [], seconds: 0 };
    parts[part].blobs.push(new Blob([bytes]));
    parts[part].seconds = seconds;
  }
  const whole = parts.filter(Boolean);
  return whole.length ? { ...recording, parts: whole } : null;
}

export function forget(episode) {
  return forgetWhere((recording) => recording.episode === episode);
}

/** Those of other episodes, too: nobody may come back there for long. */
export async function forgetOld() {
  if (await isThere()) await forgetWhere(isOld);
}

function forgetWhere(isUnwanted) {
  return write(["recordings", "pieces"], (recordings, pieces) => {
    recordings.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (isUnwanted(cursor.value)) {
        eachOf(pieces, cursor.value.id, (piece) => piece.delete());
        cursor.delete();
      }
      cursor.continue();
    };
  });
}

function eachOf(pieces, id, use) {
  pieces.index("recording").openCursor(id).onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    use(cursor);
    cursor.continue();
  };
}

/** Most readers never record: no database is made to look into it. */
async function isThere() {
  const databases = (await globalThis.indexedDB?.databases?.()) ?? [];
  return databases.some(({ name }) => name === NAME);
}

async function read(name, ask) {
  const database = await open();
  try {
    return await answerOf(ask(database.transaction(name).objectStore(name)));
  } finally {
    database.close();
  }
}

async function write(names, change) {
  const database = await open();
  try {
    // A battery may die at once: written means on the disk.
    const transaction = database.transaction(names, "readwrite", { durability: "strict" });
    change(...names.map((name) => transaction.objectStore(name)));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("recordings", { keyPath: "id" });
    const pieces = request.result.createObjectStore("pieces", { autoIncrement: true });
    pieces.createIndex("recording", "recording");
  };
  return answerOf(request);
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
