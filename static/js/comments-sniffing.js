// Whether a file begins as the videos do that the site takes: see comments/containers.py.

const MATROSKA = "\u001a\u0045\u00df\u00a3";
const FIRST_BOXES = ["ftyp", "wide", "mdat", "moov", "free", "skip"];

export async function isVideo(file) {
  try {
    const bytes = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    const head = String.fromCharCode(...bytes);
    return head.startsWith(MATROSKA) || FIRST_BOXES.includes(head.slice(4));
  } catch {
    // It can't be read now: sending will say so.
    return true;
  }
}
