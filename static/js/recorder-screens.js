// What the recorder's dialog shows and says. Its words are the server's.

import { asLength, asMegabytes, findEnd } from "./clip-facts.js";

// Trying again changes nothing about them.
const FINAL = new Set(["unsupported", "insecure", "elsewhere"]);

export class Screens {
  current = null;
  /** Whole seconds that may still be recorded. */
  left = 0;
  /** Of what is reviewed: as it was counted, then as it is. */
  seconds = 0;
  #address = null;

  /** A press of a `data-do` calls the verb of that name. */
  constructor(dialog, verbs) {
    this.dialog = dialog;
    dialog.addEventListener("click", ({ target }) => verbs[target.closest("[data-do]")?.dataset.do]?.());
  }

  part(name) {
    return this.dialog.querySelector(`[data-part="${name}"]`);
  }

  /** Show `screen`, say what it is or `why` it came, and put the focus on its first thing. */
  show(screen, why = screen) {
    this.current = screen;
    this.dialog.dataset.screen = screen;
    for (const element of this.dialog.querySelectorAll("[data-on]")) {
      element.hidden = !element.dataset.on.split(" ").includes(screen);
    }
    if (screen !== "review") this.part("review").pause();
    this.say(why);
    this.dialog.querySelector(`[data-first~="${screen}"]`)?.focus();
  }

  say(what) {
    const said = this.part("said");
    said.textContent = said.dataset[what] ?? "";
  }

  /** Tell of a problem, and what to do; also with what was recorded before it. */
  explain(problem, hasRecording = false) {
    const sentence = this.part("problem");
    sentence.textContent = sentence.dataset[problem];
    this.show("problem");
    this.part("retry").hidden = FINAL.has(problem);
    this.part("return").hidden = !hasRecording;
  }

  warn(isSilent) {
    this.part("silent").textContent = isSilent ? this.part("silent").dataset.warning : "";
  }

  count(left) {
    this.part("count").textContent = left;
  }

  fill({ less }, most) {
    this.part("less").checked = less;
    this.part("most").textContent = sized(this.part("most").dataset.words, most);
  }

  async preview(camera, left, most) {
    const video = this.part("preview");
    video.srcObject = camera.stream;
    video.classList.toggle("recorder__preview--mirrored", camera.isFront);
    this.tick(left, most);
    await this.list(camera);
  }

  async list(camera) {
    await this.#fillChoice("camera", await camera.devices("videoinput"), camera);
    await this.#fillChoice("microphone", await camera.devices("audioinput"), camera);
  }

  tick(left, most) {
    this.left = Math.ceil(left);
    const place = this.part("left");
    const words = place.dataset.words.replace("{time}", asLength(this.left));
    if (place.textContent !== words) place.textContent = words;
    this.part("used").value = (most - left) / most;
  }

  review(file, { seconds, left }) {
    this.#release();
    this.#address = URL.createObjectURL(file);
    const video = this.part("review");
    video.src = this.#address;
    video.onloadedmetadata = () => findEnd(video);
    // A busy device may have recorded less than it counted.
    video.ondurationchange = () => this.#tell(file, video.duration);
    this.#tell(file, seconds);
    this.part("preview").srcObject = null;
    this.part("further").disabled = left < 1;
  }

  close() {
    this.part("preview").srcObject = null;
    this.#release();
    this.dialog.remove();
  }

  #tell(file, seconds) {
    if (!Number.isFinite(seconds)) return;
    this.seconds = seconds;
    const facts = this.part("facts");
    const words = facts.dataset.words.replace("{length}", asLength(seconds));
    facts.textContent = sized(words, file.size);
  }

  #fillChoice(name, devices, camera) {
    const options = devices.map((device, index) => {
      const label = device.label || `${index + 1}`;
      return new Option(label, device.deviceId, false, camera.isOpen(device));
    });
    this.part(name).replaceChildren(...options);
  }

  #release() {
    const video = this.part("review");
    video.pause();
    video.removeAttribute("src");
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = null;
  }
}

function sized(words, bytes) {
  return words.replace("{megabytes}", asMegabytes(bytes));
}
