// One way to the server: a token first, then the form, with its upload's progress.

/** Post `form`; the answer's HTML, whatever its status. Throws if the site can't be reached. */
export async function send(form, onProgress) {
  const { csrf, key, time } = await fetchToken(form.dataset.token);
  const data = new FormData(form);
  // A form that was refused brings its own key: sending it again makes no second one.
  if (!data.has("key")) data.set("key", key);
  if (!data.has("time")) data.set("time", time);
  data.set("csrfmiddlewaretoken", csrf);
  keep(form, data);
  return post(form.dataset.post, data, onProgress);
}

async function fetchToken(address) {
  const response = await fetch(address, { cache: "no-store" });
  if (!response.ok) throw new Error(`token: ${response.status}`);
  return response.json();
}

/** After a lost connection the same key goes again. */
function keep(form, data) {
  for (const name of ["key", "time"]) {
    const field = form.elements[name] ?? form.appendChild(document.createElement("input"));
    Object.assign(field, { type: "hidden", name, value: data.get(name) });
  }
}

function post(address, data, onProgress) {
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
    request.onerror = () => reject(new Error(`post: ${request.status}`));
    request.send(data);
  });
}

/** A fragment of ours; an error page of something in between would replace the words. */
function isAnswer(request) {
  return request.responseText && !/<html/i.test(request.responseText);
}
