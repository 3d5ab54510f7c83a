// One clip plays at a time. Media events don't bubble, so they are caught on the way down.

export function keepOneClipPlaying() {
  document.addEventListener(
    "play",
    ({ target }) => {
      for (const clip of document.querySelectorAll("video")) if (clip !== target) clip.pause();
    },
    true,
  );
}
