// How loud the microphone is, and whether it hears anything at all.

const TICK_MS = 100;
const SILENT_MS = 3000;
// Of full scale. A quiet room lies below, a whisper above.
const HEARD = 0.004;
const FLOOR_DB = 54;

export class Meter {
  #context = new AudioContext();
  #analyser = this.#context.createAnalyser();
  #samples = new Float32Array(this.#analyser.fftSize);
  #clock;
  #silentMs = 0;

  /** Show the level in `element`, a <meter>; `tell(isSilent)` when that changes. */
  constructor(stream, element, tell) {
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#context.resume();
    this.#clock = setInterval(() => {
      const level = this.#measure();
      element.value = Math.max(0, 1 + (20 * Math.log10(level || 1e-9)) / FLOOR_DB);
      this.#listen(level, tell);
    }, TICK_MS);
  }

  close() {
    clearInterval(this.#clock);
    this.#context.close();
  }

  #measure() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0);
    return Math.sqrt(power / this.#samples.length);
  }

  #listen(level, tell) {
    const wasSilent = this.#silentMs >= SILENT_MS;
    this.#silentMs = level < HEARD ? this.#silentMs + TICK_MS : 0;
    const isSilent = this.#silentMs >= SILENT_MS;
    if (isSilent !== wasSilent) tell(isSilent);
  }
}
