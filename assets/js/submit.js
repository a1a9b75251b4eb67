// Forms are sent by fetch, once, and their answer is shown in place. A form
// with data-plain (a download) is left to the browser.

import { forgetDraft, resumeDraft } from './autosave.js';
import { problemOf, showPage } from './page.js';
import { formBody, post } from './post.js';
import { clearTrouble, showTrouble } from './trouble.js';

// Not an accident: its page says why, and until when.
const BUSY = 503;

document.addEventListener('submit', (event) => {
  const form = event.target;
  const button = event.submitter;
  const method = button?.getAttribute('formmethod') ?? form.getAttribute('method');
  if (event.defaultPrevented || method?.toLowerCase() !== 'post' || 'plain' in form.dataset) {
    return;
  }
  event.preventDefault();
  if (!('busy' in form.dataset)) {
    send(form, button);
  }
});

async function send(form, button) {
  const url = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? location.href;
  // The body is read before anything is marked: a disabled control sends nothing.
  const body = formBody(form, button);
  markBusy(form, true);
  clearTrouble();
  forgetDraft(form);
  try {
    const response = await post(url, body);
    if (response.status >= 500) {
      showTrouble('failed', response.status === BUSY ? await problemOf(response) : undefined);
    } else if (isHtml(response)) {
      await showPage(response);
      return;
    } else {
      location.assign(response.url);
      return;
    }
  } catch {
    showTrouble('offline');
  }
  markBusy(form, false);
  resumeDraft(form);
}

function isHtml(response) {
  return response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
}

function markBusy(form, busy) {
  form.toggleAttribute('data-busy', busy);
  for (const control of form.elements) {
    if (control.type === 'submit' && !('lock' in control.dataset)) {
      control.setAttribute('aria-disabled', String(busy));
    }
  }
}
