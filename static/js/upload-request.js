// One request of an upload, by XMLHttpRequest: fetch doesn't tell what has been sent.

import { Lost } from "./comments-send.js";

// So long may nothing move at all; how long the whole takes is the network's affair.
const SILENCE_MS = 30_000;

/** What tells a header of the answer; throws `Lost`, status 0 where nobody answered. */
export function request(method, address, { headers, body, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    // XMLHttpRequest tells nobody of an abort before `send`.
    if (signal.aborted) return reject(new Lost(0));
    const xhr = new XMLHttpRequest();
    xhr.open(method, address);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    const watch = abortWhenSilent(xhr);
    xhr.upload.onprogress = ({ loaded }) => {
      watch();
      onProgress?.(loaded);
    };
    xhr.onloadend = () =>
      xhr.status >= 200 && xhr.status < 300
        ? resolve((name) => xhr.getResponseHeader(name))
        : reject(new Lost(xhr.status, wordsOf(xhr)));
    signal.addEventListener("abort", () => xhr.abort(), { once: true });
    xhr.send(body);
  });
}

function abortWhenSilent(xhr) {
  let timer;
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => xhr.abort(), SILENCE_MS);
  };
  xhr.addEventListener("loadend", () => clearTimeout(timer));
  watch();
  return watch;
}

/** A sentence for a person; an error page of something in between is none. */
function wordsOf(xhr) {
  const type = xhr.getResponseHeader("Content-Type") ?? "";
  return type.startsWith("text/plain") ? xhr.responseText.trim() : "";
}
