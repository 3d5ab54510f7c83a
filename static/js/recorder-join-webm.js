// Matroska (RFC 9559) as recorders stream it: a head, then clusters, each with its time.

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const TIMESTAMP = 0xe7;
const SCALE = 0x2ad7b1;
const TRACK = 0xae;
const GROUP = 0xa0;
const BLOCKS = new Set([0xa3, GROUP]);
const NUMBER = 0xd7;
const TYPE = 0x83;
// What else says how a track is to be decoded: codec, private data, picture and sound.
const DECODING = new Set([0x86, 0x63a2, 0xe0, 0xe1]);
const UNKNOWN_SIZE = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const MILLISECOND = 1_000_000;
// A number in one byte has this bit before it.
const FEW_TRACKS = 0x80;
// From the last picture's beginning to its end, about.
const PICTURE_MS = 33;

/** The parts of one file, or null if these don't go into one. */
export function joinWebm(files) {
  const runs = files.map(parse);
  const [first] = runs;
  if (runs.some((run) => !run.clusters.length || !isAlike(run, first))) return null;
  let end = 0;
  const joined = [first.head];
  for (const { clusters, tracks } of runs) {
    renumber(tracks, first.tracks);
    const begin = clusters[0].time;
    const shift = end ? end - begin : 0;
    for (const { time, blocks } of clusters) joined.push(clusterAt(time + shift), ...blocks);
    end = Math.max(...clusters.map(({ last }) => last)) + shift + PICTURE_MS;
  }
  return joined;
}

/** Its head, of unknown length now, and its clusters with their times in milliseconds. */
function parse(bytes) {
  const run = { clusters: [], tracks: [], scale: MILLISECOND };
  const head = [];
  for (const element of walk(bytes, 0, bytes.length)) {
    const { id, at, data, end } = element;
    if (id === CLUSTER) run.clusters.push({ time: 0, last: 0, blocks: [] });
    else if (id === SEGMENT) head.push(bytes.slice(at, at + 4), Uint8Array.from(UNKNOWN_SIZE));
    else if (id === TIMESTAMP) run.clusters.at(-1).time = number(bytes, data, end);
    else if (BLOCKS.has(id)) addBlock(run, bytes, element);
    else if (!run.clusters.length) head.push(bytes.subarray(at, end));
    if (id === TRACKS) run.tracks = tracksOf(bytes, element);
    if (id === INFO) run.scale = scaleOf(bytes, element);
  }
  run.clusters = run.clusters.filter(({ blocks }) => blocks.length);
  run.head = new Blob(head);
  return run;
}

function addBlock({ clusters, tracks }, bytes, { id, at, data, end }) {
  const cluster = clusters.at(-1);
  // A group's block comes first in it.
  const block = id === GROUP ? walk(bytes, data, end).next().value.data : data;
  const { value, length } = sizeAt(bytes, block);
  const view = new DataView(bytes.buffer, block + length, 2);
  cluster.last = Math.max(cluster.last, cluster.time + view.getInt16(0));
  cluster.blocks.push(bytes.subarray(at, end));
  tracks.find(({ number }) => number === value)?.blocks.push(bytes.subarray(block, block + length));
}

/** Whichever of sound and picture came first in a run is its first track. */
function renumber(tracks, others) {
  tracks.forEach(({ blocks }, index) => {
    for (const head of blocks) head[0] = FEW_TRACKS + others[index].number;
  });
}

function isAlike(run, other) {
  return (
    run.scale === MILLISECOND &&
    other.scale === MILLISECOND &&
    run.tracks.every((track) => track.number < FEW_TRACKS - 1) &&
    run.tracks.map(({ decoding }) => decoding).join() ===
      other.tracks.map(({ decoding }) => decoding).join()
  );
}

/** In the order of their types, whatever theirs in the file. */
function tracksOf(bytes, { data, end }) {
  return [...walk(bytes, data, end)]
    .filter(({ id }) => id === TRACK)
    .map((track) => trackOf(bytes, [...walk(bytes, track.data, track.end)]))
    .sort((one, other) => one.type - other.type);
}

function trackOf(bytes, elements) {
  const valueOf = (wanted) => {
    const { data, end } = elements.find(({ id }) => id === wanted);
    return number(bytes, data, end);
  };
  const decoding = elements.filter(({ id }) => DECODING.has(id));
  return {
    number: valueOf(NUMBER),
    type: valueOf(TYPE),
    decoding: decoding.map(({ at, end }) => bytes.subarray(at, end)).join(),
    blocks: [],
  };
}

function scaleOf(bytes, info) {
  const scale = [...walk(bytes, info.data, info.end)].find(({ id }) => id === SCALE);
  return scale ? number(bytes, scale.data, scale.end) : MILLISECOND;
}

function clusterAt(time) {
  const view = new DataView(new ArrayBuffer(22));
  view.setUint32(0, CLUSTER);
  new Uint8Array(view.buffer).set(UNKNOWN_SIZE, 4);
  view.setUint16(12, 0xe788);
  view.setBigUint64(14, BigInt(Math.round(time)));
  return view.buffer;
}

/** Elements one after the other; a segment and its clusters are entered, not skipped.

    A last one that was cut off is left out. */
function* walk(bytes, from, to) {
  let at = from;
  while (at + 2 <= to) {
    const idLength = Math.clz32(bytes[at]) - 23;
    const size = sizeAt(bytes, at + idLength);
    const data = at + idLength + size.length;
    const id = number(bytes, at, at + idLength);
    const isEntered = id === SEGMENT || id === CLUSTER;
    const end = isEntered ? data : data + size.value;
    if (!(end <= to)) return;
    yield { id, at, data, end };
    at = end;
  }
}

function sizeAt(bytes, at) {
  const length = Math.clz32(bytes[at]) - 23;
  const value = number(bytes, at, at + length) - 2 ** (7 * length);
  return { length, value };
}

function number(bytes, from, to) {
  return bytes.subarray(from, to).reduce((sum, byte) => sum * 256 + byte, 0);
}
