// The camera and the microphone: open only while somebody sees themselves or records.

const REMEMBERED = "stream:recorder";
const SIZES = { full: { width: 1280, height: 720 }, less: { width: 854, height: 480 } };
const RATE = 30;
const MOST_BITS = { full: 2_500_000, less: 1_000_000 };

// What is told to a viewer, by what the browser throws.
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Why there is nothing to record with; `name` says which sentence tells of it. */
export class Unavailable extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

export class Camera extends EventTarget {
  stream = null;
  choice = { camera: "", microphone: "", less: false, ...recall() };
  #asked = 0;

  /** Open what was chosen, at a recording's `size` where it is to go on. Whether that is
      still wanted: somebody may close the dialog, or choose another one, meanwhile. */
  async open(size) {
    this.close();
    checkPage();
    const asked = ++this.#asked;
    const isWanted = () => asked === this.#asked;
    const stream = await this.#ask(size).catch((error) => (isWanted() ? explain(error) : null));
    if (!isWanted()) {
      stop(stream);
      return false;
    }
    this.stream = stream;
    this.#watch();
    return true;
  }

  close() {
    this.#asked += 1;
    stop(this.stream);
    this.stream = null;
  }

  /** At most so many a second, of picture and sound. */
  get bits() {
    return MOST_BITS[this.choice.less ? "less" : "full"];
  }

  choose(what) {
    Object.assign(this.choice, what);
    remember(this.choice);
  }

  get settings() {
    return this.stream.getVideoTracks()[0].getSettings();
  }

  /** A mirror is what people expect of a camera that looks at them. */
  get isFront() {
    return this.settings.facingMode !== "environment";
  }

  /** Those of a kind, "videoinput" or "audioinput". */
  async devices(kind) {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((device) => device.kind === kind && device.deviceId);
  }

  isOpen(device) {
    return this.stream?.getTracks().some((one) => one.getSettings().deviceId === device.deviceId);
  }

  async #ask(size) {
    const asked = (chosen) =>
      navigator.mediaDevices.getUserMedia({
        video: {
          ...(chosen.camera ? { deviceId: { exact: chosen.camera } } : { facingMode: "user" }),
          ...ideal(size ?? SIZES[chosen.less ? "less" : "full"]),
          frameRate: { ideal: RATE, max: RATE },
        },
        audio: chosen.microphone ? { deviceId: { exact: chosen.microphone } } : true,
      });
    const { camera, microphone, less } = this.choice;
    try {
      return await asked({ camera, microphone, less });
    } catch (error) {
      // What was chosen the other day may not be plugged in now.
      if (!camera && !microphone) throw error;
      if (PROBLEMS[error.name] !== "absent") throw error;
      return asked({ less });
    }
  }

  #watch() {
    for (const track of this.stream.getTracks()) {
      // Pulled out, taken away, or a phone call: what was recorded stays.
      track.onended = () => this.dispatchEvent(new Event("gone"));
      track.onmute = () => this.dispatchEvent(new Event("interrupted"));
    }
  }
}

/** What keeps any page from recording, before anybody is asked anything. */
function checkPage() {
  if (!window.isSecureContext) throw new Unavailable("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    throw new Unavailable("unsupported");
  }
}

async function explain(error) {
  const problem = PROBLEMS[error.name] ?? "unknown";
  if (problem === "denied" && window.self !== window.top) throw new Unavailable("embedded");
  if (problem !== "absent") throw new Unavailable(problem);
  const kinds = (await navigator.mediaDevices.enumerateDevices()).map(({ kind }) => kind);
  const isDeaf = kinds.includes("videoinput") && !kinds.includes("audioinput");
  throw new Unavailable(isDeaf ? "deaf" : "absent");
}

function ideal({ width, height }) {
  return { width: { ideal: width }, height: { ideal: height } };
}

function stop(stream) {
  for (const track of stream?.getTracks() ?? []) {
    track.onended = track.onmute = null;
    track.stop();
  }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED));
  } catch {
    return null;
  }
}

function remember(choice) {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(choice));
  } catch {
    // Storage is forbidden or full: it is chosen anew next time.
  }
}
