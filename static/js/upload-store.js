// A clip that is being sent, kept in this browser until it is received, for a day at
// most: its bytes (some phones make them anew at each choice) and how far it is.

import { isOld } from "./kept-a-day.js";

const PREFIX = "stream:upload:";
const DATABASE = "stream-uploads";
const CLIPS = "clips";

export class KeptUpload {
  #name;

  constructor(name) {
    this.#name = name;
  }

  /** What `keep` and `note` were given, without the file; null once it has gone. */
  get facts() {
    const facts = read(PREFIX + this.#name);
    return facts && !isOld(facts) ? facts : null;
  }

  async keep(file, facts) {
    write(PREFIX + this.#name, { ...facts, at: Date.now() });
    // What couldn't be found again would never be forgotten either.
    if (!this.facts) return;
    await inClips("readwrite", (clips) => clips.put(file, this.#name));
  }

  note(changes) {
    if (this.facts) write(PREFIX + this.#name, { ...this.facts, ...changes });
  }

  async file() {
    return this.facts && ((await inClips("readonly", (clips) => clips.get(this.#name))) ?? null);
  }

  async forget() {
    if (!read(PREFIX + this.#name)) return;
    remove(PREFIX + this.#name);
    await inClips("readwrite", (clips) => clips.delete(this.#name));
  }
}

/** Those of other pages, too: nobody may come back there for long. */
export async function forgetOldUploads() {
  for (const key of keys().filter((key) => key.startsWith(PREFIX))) {
    if (isOld(read(key) ?? {})) await new KeptUpload(key.slice(PREFIX.length)).forget();
  }
}

/** What `use` asks of the store; undefined where there is none, or no room in it. */
async function inClips(mode, use) {
  try {
    const database = await answerOf(opened());
    try {
      return await answerOf(use(database.transaction(CLIPS, mode).objectStore(CLIPS)));
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(CLIPS);
  return request;
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

// A browser may forbid its storage: then nothing is kept, and sending goes on without.

function keys() {
  return attempt(() => Object.keys(localStorage)) ?? [];
}

function read(key) {
  return attempt(() => JSON.parse(localStorage.getItem(key)));
}

function write(key, value) {
  attempt(() => localStorage.setItem(key, JSON.stringify(value)));
}

function remove(key) {
  attempt(() => localStorage.removeItem(key));
}

function attempt(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}
