// MP4 (ISO/IEC 14496-12) as recorders stream it: a head, then fragments, each with its time.

// Boxes that hold boxes, on the ways that are gone here.
const HOLDERS = new Set(["moov", "trak", "mdia", "minf", "stbl", "moof", "traf"]);
const BASE_OFFSET = 0x1;
const DEFAULT_DURATION = 0x8;

/** The parts of one file, or null if these don't go into one. */
export function joinMp4(files) {
  const runs = files.map(parse);
  const [first] = runs;
  if (runs.some((run) => !run || !isAlike(run.tracks, first.tracks))) return null;
  const joined = [files[0].slice(0, first.headEnd)];
  let [end, sequence] = [0, 0];
  for (const run of runs) {
    const begin = Math.min(...run.fragments.map(({ time }) => time));
    const shift = end ? end - begin : 0;
    for (const fragment of run.fragments) fragment.move(shift, first.tracks);
    for (const moof of run.moofs) joined.push(renumbered(moof, ++sequence), moof.media);
    end = shift + Math.max(...run.fragments.map((one) => one.time + one.seconds));
  }
  return joined;
}

/** Null where it isn't fragmented, or says where its bytes lie from the file's start. */
function parse(bytes) {
  const boxes = [...walk(bytes, 0, bytes.length)];
  const firstMoof = boxes.find(({ type }) => type === "moof");
  const tracks = tracksOf(boxes);
  if (!firstMoof || !tracks.size) return null;
  const fragments = fragmentsOf(boxes, tracks);
  if (fragments.includes(null)) return null;
  return {
    headEnd: firstMoof.at,
    tracks: [...tracks.values()],
    moofs: moofsOf(bytes, boxes),
    fragments,
  };
}

function isAlike(tracks, others) {
  return (
    tracks.length === others.length &&
    tracks.every((track) => others.some((other) => other.decoding === track.decoding))
  );
}

/** Each with the media data after it. One without was cut off: it is left out. */
function moofsOf(bytes, boxes) {
  const outer = boxes.filter(({ depth }) => !depth);
  return outer.flatMap((box, index) => {
    const next = outer[index + 1];
    if (box.type !== "moof" || next?.type !== "mdat") return [];
    return [{ head: bytes.subarray(box.at, box.end), media: bytes.subarray(next.at, next.end) }];
  });
}

function renumbered({ head }, sequence) {
  for (const { type, view } of walk(head, 0, head.length)) {
    if (type === "mfhd") view.setUint32(4, sequence);
  }
  return head;
}

function tracksOf(boxes) {
  const tracks = new Map();
  let [id, scale] = [0, 0];
  for (const { type, view, text } of boxes) {
    const isLong = view.byteLength && view.getUint8(0) === 1;
    if (type === "tkhd") id = view.getUint32(isLong ? 20 : 12);
    if (type === "mdhd") scale = view.getUint32(isLong ? 20 : 12);
    if (type === "stsd") tracks.set(id, { id, scale, decoding: `${scale} ${text()}` });
  }
  return tracks;
}

function fragmentsOf(boxes, tracks) {
  const fragments = [];
  let header;
  for (const { type, view } of boxes) {
    if (type === "tfhd") header = headerOf(view);
    if (type === "tfdt") fragments.push(fragmentOf(view, header, tracks));
    if (type === "trun" && fragments.at(-1)) fragments.at(-1).add(view, header);
  }
  return fragments;
}

function headerOf(view) {
  const flags = view.getUint32(0) & 0xffffff;
  // Before the duration: which description is meant, in four bytes, where it is said.
  const at = 8 + (flags & 0x2 ? 4 : 0);
  const duration = flags & DEFAULT_DURATION ? view.getUint32(at) : 0;
  return { id: view.getUint32(4), duration, isFixed: Boolean(flags & BASE_OFFSET), view };
}

function fragmentOf(view, header, tracks) {
  const track = tracks.get(header.id);
  if (!track || header.isFixed) return null;
  const isLong = view.getUint8(0) === 1;
  const units = isLong ? Number(view.getBigUint64(4)) : view.getUint32(4);
  return {
    time: units / track.scale,
    seconds: 0,
    add(run, { duration }) {
      this.seconds += unitsOf(run, duration) / track.scale;
    },
    /** By so many seconds, onto the one of `tracks` that is decoded like its own. */
    move(seconds, tracks) {
      const onto = tracks.find(({ decoding }) => decoding === track.decoding);
      header.view.setUint32(4, onto.id);
      const moved = Math.round(units + seconds * track.scale);
      if (isLong) view.setBigUint64(4, BigInt(moved));
      else view.setUint32(4, moved);
    },
  };
}

/** How long a run of samples is: each says so, or all are alike. */
function unitsOf(view, duration) {
  const flags = view.getUint32(0) & 0xffffff;
  const count = view.getUint32(4);
  if (!(flags & 0x100)) return count * duration;
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  let at = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  let sum = 0;
  for (let sample = 0; sample < count; sample += 1, at += 4 * fields) sum += view.getUint32(at);
  return sum;
}

/** Boxes one after the other, each before those in it. One that was cut off is left out. */
function* walk(bytes, from, to, depth = 0) {
  let at = from;
  while (at + 8 <= to) {
    const box = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
    const end = at + box.getUint32(0);
    if (end < at + 8 || end > to) return;
    const data = bytes.subarray(at + 8, end);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    yield { type, at, end, depth, view, text: () => data.toString() };
    if (HOLDERS.has(type)) yield* walk(bytes, at + 8, end, depth + 1);
    at = end;
  }
}
