// A form with data-autosave is kept on the server as a draft: two seconds
// after the typing stops, and when the page goes out of sight.

import { onPage } from './page.js';
import { draftBody, post } from './post.js';
import { clock, word } from './words.js';

const PAUSE_MS = 2000;
const RETRY_MS = 10000;

// form → { kept: body as last known to the server, timer, abort }
const states = new WeakMap();

onPage(() => {
  for (const form of document.querySelectorAll('form[data-autosave]')) {
    stateOf(form);
  }
});

for (const type of ['input', 'change']) {
  document.addEventListener(type, (event) => {
    const form = event.target.form;
    if (form?.dataset.autosave) {
      schedule(form, PAUSE_MS);
    }
  });
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    for (const form of document.querySelectorAll('form[data-autosave]')) {
      save(form, true);
    }
  }
});

// The form is being sent for good: a draft arriving late would outlive it.
export function forgetDraft(form) {
  const state = states.get(form);
  if (state) {
    clearTimeout(state.timer);
    state.abort?.abort();
  }
}

export function resumeDraft(form) {
  if (form.dataset.autosave) {
    schedule(form, PAUSE_MS);
  }
}

function stateOf(form) {
  if (!states.has(form)) {
    // What came back with errors is on this page only: the server has yet to keep it.
    const refused = document.querySelector('.govuk-error-summary');
    states.set(form, { kept: refused ? null : String(draftBody(form)) });
  }
  return states.get(form);
}

function schedule(form, wait_ms) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form, false), wait_ms);
}

async function save(form, outlive) {
  const state = stateOf(form);
  const body = String(draftBody(form));
  if (!form.isConnected || 'busy' in form.dataset || body === state.kept) {
    return;
  }
  clearTimeout(state.timer);
  state.abort?.abort();
  const abort = new AbortController();
  state.abort = abort;
  try {
    const response = await post(form.dataset.autosave, new URLSearchParams(body), {
      outlive,
      signal: abort.signal,
    });
    if (!response.ok || response.redirected) {
      throw new Error(String(response.status));
    }
    state.kept = body;
    say(form, `${word('saved')} ${clock(new Date())}`);
  } catch {
    if (!abort.signal.aborted) {
      say(form, word('unsaved'));
      schedule(form, RETRY_MS);
    }
  }
}

function say(form, text) {
  const line = form.querySelector('.amp-saved');
  if (line) {
    line.textContent = text;
  }
}
