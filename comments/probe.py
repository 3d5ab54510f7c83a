"""Read a clip's facts with PyAV, in a process of its own; see `transcoding.examine`.

The clip is standard input, the wishes are the one argument, the answer is JSON. This
file is run by itself under limits and imports nothing of the project.
"""

import json
import sys

import av

# Transfer functions of HDR, by their number in ISO 23091-4.
HDR = {16: "smpte2084", 18: "arib-std-b67"}


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
    with av.open(file, format=wish["demuxer"], options=options) as container:
        picture = _first(_pictures(container))
        if picture is None:
            raise Refused("no_picture")
        sound = _first(container.streams.audio)
        return _measured(container, picture, sound, wish)


def _measured(container, picture, sound, wish):
    codec = _codec(picture, wish)
    if codec.width * codec.height > wish["max_pixels"]:
        raise Refused("too_complex")
    if sound:
        _codec(sound, wish)
    spans = _spans(container, [s for s in (picture, sound) if s])
    if picture.index not in spans:
        raise Refused("no_picture")
    starts, ends = zip(*spans.values(), strict=True)
    # What lies before 0 is a codec's run-up and is never heard or seen.
    start = max(min(starts), 0)
    declared = container.duration / av.time_base if container.duration else None
    return {
        "seconds": float(max(ends) - start),
        "end": float(max(ends)),
        "declared": declared,
        "width": codec.width,
        "height": codec.height,
        "has_sound": bool(sound) and sound.index in spans,
        "hdr": HDR.get(int(codec.color_trc), ""),
    }


def _pictures(container):
    """Video streams that are no cover art."""
    attached = av.stream.Disposition.attached_pic
    return [s for s in container.streams.video if not s.disposition & attached]


def _first(streams):
    return next(iter(streams), None)


def _codec(stream, wish):
    context = stream.codec_context
    if context is None or context.codec.canonical_name not in wish["canonical"]:
        raise Refused("unsupported")
    return context


def _spans(container, streams):
    """{stream index: [start, end]} in seconds, by reading each packet."""
    spans = {}
    for packet in container.demux(streams):
        if packet.pts is None:
            continue
        start = packet.pts * packet.time_base
        end = start + (packet.duration or 0) * packet.time_base
        span = spans.setdefault(packet.stream.index, [start, end])
        span[:] = min(span[0], start), max(span[1], end)
    return spans


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
