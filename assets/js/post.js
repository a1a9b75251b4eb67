// One way to send a form: what the browser itself would send, by fetch, so
// that the text never reaches the files in which browsers keep a session.

// A request that outlives its page may carry this much (the Fetch standard's 64 KiB).
const KEEPALIVE_BYTES_MAX = 60000;

export function formBody(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) {
    data.append(submitter.name, submitter.value);
  }
  return new URLSearchParams(data);
}

// A password belongs into no draft.
export function draftBody(form) {
  const passwords = [...form.querySelectorAll('[type="password"]')];
  const secret = new Set(passwords.map((field) => field.name));
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (!secret.has(name)) {
      body.append(name, value);
    }
  }
  return body;
}

// `outlive` asks the browser to finish the request after the page is gone.
export function post(url, body, { outlive = false, signal } = {}) {
  const small = outlive && String(body).length < KEEPALIVE_BYTES_MAX;
  return fetch(url, {
    method: 'POST',
    body,
    signal,
    keepalive: small,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { Accept: 'text/html' },
  });
}
