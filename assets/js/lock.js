// "Ocultar": covers at once, sends what is in the form along to be parked as
// a draft, then leaves for the unlock page without a way back.
// By the button, by Shift three times, by idleness, or from another tab.

import { forgetDraft } from './autosave.js';
import { cover, uncover } from './cover.js';
import { draftBody, post } from './post.js';
import { word } from './words.js';

const SHIFT_WITHIN_MS = 2000;
const RETRY_MS = 3000;
const CLICK_WITHIN_MS = 300;

const tabs = new BroadcastChannel('screen');
let locking = false;

export async function lockScreen(told = false) {
  const button = document.querySelector('[data-lock]');
  if (locking || !button) {
    return;
  }
  locking = true;
  cover('', true);
  if (!told) {
    tabs.postMessage('lock');
  }
  const body = draftBody(button.form);
  forgetDraft(button.form);
  button.form.toggleAttribute('data-busy', true);
  for (const part of document.body.children) {
    part.inert = part.id !== 'amp-cover';
  }
  let next = await park(button, body);
  while (!next) {
    // Nothing is thrown away: the text waits under the cover for the network.
    cover(word('waiting'), true);
    await new Promise((done) => setTimeout(done, RETRY_MS));
    next = await park(button, body);
  }
  location.replace(next);
}

// Where the server leads once it has locked; empty when it could not be told.
async function park(button, body) {
  const url = button.getAttribute('formaction') ?? button.form.getAttribute('action');
  try {
    const response = await post(url, body, { outlive: true });
    if (response.status >= 500) {
      return '';
    }
    return response.redirected ? response.url : '/';
  } catch {
    return '';
  }
}

export function tellActive() {
  tabs.postMessage('active');
}

export function onActiveElsewhere(listener) {
  tabs.addEventListener('message', (event) => {
    if (event.data === 'active') {
      listener();
    }
  });
}

tabs.addEventListener('message', (event) => {
  if (event.data === 'lock') {
    lockScreen(true);
  }
});

document.addEventListener('pointerdown', (event) => {
  if (event.target.closest?.('[data-lock]')) {
    cover();
  }
});

// A press that slid away, or became a scroll, brings no click: it was not meant.
for (const type of ['pointerup', 'pointercancel']) {
  document.addEventListener(type, () => setTimeout(uncover, CLICK_WITHIN_MS));
}

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-lock]')) {
    event.preventDefault();
    lockScreen();
  }
});

let presses = [];

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Shift') {
    presses = [];
  } else if (!event.repeat) {
    presses = [...presses, event.timeStamp].slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < SHIFT_WITHIN_MS) {
      lockScreen();
    }
  }
});
