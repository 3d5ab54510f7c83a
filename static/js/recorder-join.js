// Two runs of the browser's recorder become one file: after a reload, say. No second is
// encoded again: the later run's pictures are moved behind the earlier one's.

import { joinMp4 } from "./recorder-join-mp4.js";
import { joinWebm } from "./recorder-join-webm.js";

/** They differ in size, codec or container: one file can't hold both. */
export class Unlike extends Error {}

/** One Blob of `parts`, each a list of Blobs. Throws `Unlike`. */
export async function join(parts, type) {
  if (parts.length < 2) return new Blob(parts[0], { type });
  const files = await Promise.all(parts.map((blobs) => bytesOf(new Blob(blobs))));
  const joined = type.startsWith("video/mp4") ? joinMp4(files) : joinWebm(files);
  if (!joined) throw new Unlike();
  return new Blob(joined, { type });
}

async function bytesOf(blob) {
  return new Uint8Array(await blob.arrayBuffer());
}
