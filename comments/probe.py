"""Read a clip's facts with PyAV, in a process of its own; see `transcoding.examine`.

The clip is standard input, the wishes are the one argument, the answer is JSON. This
file is run by itself under limits and imports nothing of the project.
"""

import json
import sys

import av

# Transfer functions of HDR, by their number in ISO 23091-4.
HDR = {16: "smpte2084", 18: "arib-std-b67"}
# A phone's recording may begin amid a group of pictures.
MOST_TRIES = 60
# More than an hour of ours has, or a minute and a half of a thousand pictures a second.
# Each takes time, and a file of a few megabytes can name millions.
MOST_PACKETS = 500_000


class Refused(Exception):
    """With a code of `transcoding.Reason`."""


def facts_of(file, wish):
    options = {
        "protocol_whitelist": "none",
        "format_whitelist": wish["formats"],
        "codec_whitelist": wish["codecs"],
        "probesize": "10M",
        "analyzeduration": "10M",
        "max_streams": wish["max_streams"],
    }
    # Old cameras write names in alphabets of their own; nobody reads them here.
    anyhow = {"metadata_errors": "replace", "format": wish["demuxer"]}
    with av.open(file, options=options, **anyhow) as container:
        pictures = _pictures(container)
        if not pictures:
            raise Refused("no_picture")
        picture = _readable(pictures, wish)
        sound = _readable(container.streams.audio, wish)
        return _measured(container, picture, sound, wish)


def _measured(container, picture, sound, wish):
    codec = picture.codec_context
    size, transfer = _size(codec, wish), int(codec.color_trc)
    # Inside, a stream may say otherwise than its container.
    codec.options = {"max_pixels": str(wish["max_pixels"])}
    # A few pictures need no thread for each of a large machine's cores.
    codec.thread_count = 1
    first, spans = _scanned(container, [s for s in (picture, sound) if s])
    if picture.index not in spans:
        # FFmpeg passes over in silence an index for which memory doesn't suffice, and
        # leaves none of the pictures that are there by the container's own count.
        raise Refused("damaged" if picture.frames else "no_picture")
    starts, ends = zip(*spans.values(), strict=True)
    # What lies before 0 is a codec's run-up and is never heard or seen.
    start = max(min(starts), 0)
    return {
        "seconds": float(max(ends) - start),
        "end": float(max(ends)),
        "declared": (container.duration or 0) / av.time_base,
        **_seen(picture, first, size),
        "picture": picture.index,
        "sound": sound.index if sound and sound.index in spans else None,
        "hdr": HDR.get(transfer, ""),
    }


def _size(codec, wish):
    if not codec.width or not codec.height:
        raise Refused("damaged")
    if codec.width * codec.height > wish["max_pixels"]:
        raise Refused("too_complex")
    return codec.width, codec.height


def _pictures(container):
    """Video streams that are no cover art."""
    attached = av.stream.Disposition.attached_pic
    return [s for s in container.streams.video if not s.disposition & attached]


def _readable(streams, wish):
    """The first that can be read; phones add tracks that only they understand."""
    for stream in streams:
        codec = stream.codec_context
        if codec and codec.codec.canonical_name in wish["canonical"]:
            return stream
    if streams:
        raise Refused("unsupported")
    return None


def _scanned(container, streams):
    """The first picture, and {stream index: [start, end]} in seconds.

    Each packet is read, but only as many are decoded as it takes to see a picture.
    """
    first, tries, spans = None, MOST_TRIES, {}
    for number, packet in enumerate(container.demux(streams)):
        if number > MOST_PACKETS:
            raise Refused("too_complex")
        if packet.pts is None:
            continue
        if first is None and tries and packet.stream.type == "video":
            first, tries = _picture_in(packet), tries - 1
        start = packet.pts * packet.time_base
        end = start + (packet.duration or 0) * packet.time_base
        span = spans.setdefault(packet.stream.index, [start, end])
        span[:] = min(span[0], start), max(span[1], end)
    return first, spans


def _picture_in(packet):
    try:
        return next(iter(packet.decode()), None)
    except av.error.FFmpegError:
        return None


def _seen(stream, first, size):
    """The size of its picture upright and with square points."""
    width, height = (first.width, first.height) if first else size
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    width = max(1, round(width * (aspect or 1)))
    if first and abs(abs(first.rotation) - 90) < 1:
        width, height = height, width
    return {"width": width, "height": height}


def _answer():
    try:
        return facts_of(sys.stdin.buffer, json.loads(sys.argv[1]))
    except Refused as refusal:
        return {"reason": str(refusal)}
    except MemoryError:
        return {"reason": "too_complex"}
    except (av.error.FFmpegError, OSError):
        # An OSError: it was sent to a place in the file that can't be.
        return {"reason": "damaged"}


if __name__ == "__main__":
    json.dump(_answer(), sys.stdout)
