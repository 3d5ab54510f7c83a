// A file on its way by tus 1.0 (https://tus.io/protocols/resumable-upload), in chunks:
// whatever happens between here and there, it goes on at what the server has. Chunks
// carry no checksum: with one, what has come of a chunk that broke off would be lost.

import { Lost } from "./comments-send.js";
import { request } from "./upload-request.js";
import { Waits } from "./upload-waits.js";

const MIB = 2 ** 20;
const SMALLEST = MIB / 4;
const LARGEST = 2 * MIB;
const QUICK_MS = 2000;
const SLOW_MS = 8000;
const FORBIDDEN = 403;
const GONE = 404;
const TOO_LARGE = 413;
const AWAY = [GONE, 405, 410];
// Nobody answered, somebody else writes to it or not at that place, or all are busy.
const PASSING = [0, 408, 409, 423, 425, 460, 500, 502, 503, 504];
// The same file would be refused again.
const ABOUT_FILE = [TOO_LARGE, 415, 422];
// In a row, without a byte that arrived.
const MOST_RENEWALS = 4;
const MOST_FAREWELLS = 4;

/** The server won't have it; `words` say why. */
export class Refused extends Error {
  constructor({ status, words }) {
    super(words);
    this.words = words;
    this.isAboutFile = ABOUT_FILE.includes(status);
  }
}

/** There is nobody who takes uploads. */
export class NoUploads extends Error {}

/** The viewer doesn't want it sent any more. */
export class Cancelled extends Error {}

/** The device no longer lets us read the file. */
export class Unreadable extends Error {}

export class Upload {
  #file;
  #server;
  #told;
  #address;
  #csrf = "";
  #offset = null;
  #chunk = MIB;
  #largest = LARGEST;
  #waits = new Waits();
  #renewals = 0;
  #pass = new AbortController();
  #paused = null;
  #release;
  #isCancelled = false;

  /**
   * Of `server`: `uploads`, an address, and `fetchToken()`. Is told: `progress(bytes)`,
   * `moved(address)`, `waiting()`. With an `address` it goes on with what is there.
   */
  constructor(file, server, told, address = "") {
    this.#file = file;
    this.#server = server;
    this.#told = told;
    this.#address = address;
  }

  /**
   * All of it, as long as that takes. Throws `Refused`, `NoUploads`, `Cancelled`,
   * `Unreadable`, or `Lost` where even the page is gone.
   */
  async send() {
    for (;;) {
      await this.#paused;
      if (this.#isCancelled) throw new Cancelled();
      if (this.#offset === this.#file.size) return;
      if (this.#pass.signal.aborted) this.#pass = new AbortController();
      try {
        await this.#step();
      } catch (error) {
        this.#offset = null;
        await this.#mend(error);
      }
    }
  }

  pause() {
    this.#paused ??= new Promise((release) => (this.#release = release));
    this.#pass.abort();
  }

  goOn() {
    this.#release?.();
    this.#paused = null;
  }

  /** Stop, and leave nothing there. */
  async cancel() {
    this.#isCancelled = true;
    this.#pass.abort();
    this.goOn();
    if (this.#address) await this.#remove();
  }

  /** One request: the first that is missing. */
  #step() {
    if (!this.#csrf) return this.#introduce();
    if (!this.#address) return this.#create();
    return this.#offset === null ? this.#find() : this.#bring();
  }

  async #introduce() {
    this.#csrf = (await this.#server.fetchToken()).csrf;
  }

  async #create() {
    const header = await this.#ask("POST", this.#server.uploads, {
      "Upload-Length": this.#file.size,
      "Upload-Metadata": `filename ${base64(this.#file.name)}`,
    });
    // What stands between here and there may answer anything.
    if (!header("Location")) throw new Lost(0);
    this.#move(new URL(header("Location"), location).pathname);
    this.#offset = 0;
  }

  async #find() {
    const header = await this.#ask("HEAD", this.#address);
    this.#arrived(header("Upload-Offset"));
  }

  async #bring() {
    const [offset, began] = [this.#offset, performance.now()];
    const headers = { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
    const body = await this.#read(offset);
    const onProgress = (bytes) => this.#told.progress(offset + bytes);
    const header = await this.#ask("PATCH", this.#address, headers, { body, onProgress });
    this.#arrived(header("Upload-Offset"));
    if (this.#offset <= offset) throw new Lost(0);
    this.#waits.reset();
    this.#renewals = 0;
    this.#fitChunk(performance.now() - began);
  }

  /** Into memory first: a file that has changed or gone fails here, not as a network. */
  async #read(offset) {
    try {
      return await this.#file.slice(offset, offset + this.#chunk).arrayBuffer();
    } catch {
      throw new Unreadable();
    }
  }

  #ask(method, address, headers = {}, rest = {}) {
    const common = {
      "Tus-Resumable": "1.0.0",
      "X-CSRFToken": this.#csrf,
      // What it refuses, it refuses in the page's language.
      "Accept-Language": document.documentElement.lang,
    };
    const signal = this.#pass.signal;
    return request(method, address, { headers: { ...common, ...headers }, signal, ...rest });
  }

  #arrived(offset) {
    if (!/^\d+$/.test(offset)) throw new Lost(0);
    if (offset > this.#file.size) throw new Lost(GONE);
    this.#offset = Number(offset);
    this.#told.progress(this.#offset);
  }

  #move(address) {
    this.#address = address;
    this.#told.moved(address);
  }

  /** Large chunks where they go fast; of a small one less is lost. */
  #fitChunk(milliseconds) {
    if (milliseconds < QUICK_MS) this.#chunk = Math.min(this.#largest, this.#chunk * 2);
    if (milliseconds > SLOW_MS) this.#chunk = Math.max(SMALLEST, this.#chunk / 2);
  }

  async #mend(error) {
    if (this.#isCancelled || this.#pass.signal.aborted) return;
    if (!(error instanceof Lost)) throw error;
    if (AWAY.includes(error.status)) this.#beginAnew(error);
    else if (error.status === FORBIDDEN) this.#renew(error, () => (this.#csrf = ""));
    else if (this.#isChunkTooLarge(error)) this.#largest = this.#chunk /= 2;
    else if (!PASSING.includes(error.status)) throw new Refused(error);
    else this.#told.waiting();
    await this.#waits.next(this.#pass.signal);
  }

  /** What stands before the site takes no more at once; the site itself says so in words. */
  #isChunkTooLarge({ status, words }) {
    return status === TOO_LARGE && !words && this.#chunk > SMALLEST;
  }

  #beginAnew(error) {
    if (!this.#csrf) throw error;
    if (!this.#address) throw new NoUploads();
    this.#renew(error, () => {
      this.#move("");
      // With the token comes the cookie that the site knows us by.
      this.#csrf = "";
    });
  }

  #renew(error, change) {
    if (this.#renewals++ === MOST_RENEWALS) throw new Refused(error);
    change();
  }

  /** Tried a few times: a request that broke off may hold it yet. What stays, expires. */
  async #remove() {
    this.#pass = new AbortController();
    for (let tries = 0; tries < MOST_FAREWELLS; tries++) {
      try {
        if (!this.#csrf) await this.#introduce();
        return await this.#ask("DELETE", this.#address);
      } catch ({ status }) {
        if (status === FORBIDDEN) this.#csrf = "";
        else if (!PASSING.includes(status)) return;
        await this.#waits.next(this.#pass.signal);
      }
    }
  }
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text.slice(0, 200))));
}
