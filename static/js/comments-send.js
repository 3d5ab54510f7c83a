// One way to the server: a token first, then the form, with its upload's progress.

// So long may a token take; a form takes what its network needs.
const PATIENCE_MS = 30_000;

/** The site can't be reached, or not for this; `words` are its own, if it said any. */
export class Lost extends Error {
  constructor(status, words = "") {
    super(`no answer: ${status}`);
    this.status = status;
    this.words = words;
  }
}

/** Give `form` a token and a key; its data, ready to be sent. Throws `Lost`. */
export async function prepare(form) {
  const { csrf, key, time } = await fetchToken(form.dataset.token);
  const data = new FormData(form);
  // A form that was refused brings its own key: sending it again makes no second one.
  if (!data.has("key")) data.set("key", key);
  if (!data.get("time")) data.set("time", time);
  data.set("csrfmiddlewaretoken", csrf);
  return data;
}

let lastTurn = Promise.resolve();

/**
 * `{csrf, key, time}`; the visitor's cookie comes along. One request at a time: two
 * first answers would make two visitors, and one's token is refused with the other's cookie.
 */
export function fetchToken(address) {
  const turn = lastTurn.then(() => ask(address));
  lastTurn = turn.catch(() => {});
  return turn;
}

async function ask(address) {
  const signal = AbortSignal.timeout?.(PATIENCE_MS);
  const asked = fetch(address, { cache: "no-store", signal });
  const response = await asked.catch(() => ({ status: 0 }));
  if (!response.ok) throw new Lost(response.status);
  // A network that wants a login first answers with a page of its own.
  return response.json().catch(() => Promise.reject(new Lost(0)));
}

/** Remember since when somebody writes; if the site can't be reached, sending says so. */
export async function noteTime(form) {
  if (form.elements.time) return;
  hide(form, "time", "");
  const { time } = await fetchToken(form.dataset.token).catch(() => ({}));
  if (time) hide(form, "time", time);
  else form.elements.time.remove();
}

/** After a lost connection the same key goes again, until the words change. */
export function keepKey(form, key) {
  hide(form, "key", key);
  form.dataset.sent = "yes";
}

export function dropKey(form) {
  form.elements.key.remove();
  delete form.dataset.sent;
}

export function hide(form, name, value) {
  const field = form.elements[name] ?? form.appendChild(document.createElement("input"));
  Object.assign(field, { type: "hidden", name, value });
}

/** The answer's HTML, whatever its status. Throws `Lost`. */
export function post(address, data, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    const hasFile = [...data.values()].some((value) => value instanceof File && value.size);
    if (hasFile) {
      request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
      request.upload.onload = () => onProgress(1);
    }
    request.onload = () => (isAnswer(request) ? resolve(request.responseText) : request.onerror());
    // The browser aborts it for whoever follows a link, even if they stop and stay.
    request.onerror = request.onabort = () => reject(new Lost(request.status));
    request.send(data);
  });
}

/** A fragment of ours; an error page of something in between would replace the words. */
function isAnswer(request) {
  return request.responseText && !/<html/i.test(request.responseText);
}
