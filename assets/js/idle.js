// After data-idle-minutes on <body> without a key or a touch the screen locks;
// a minute before, it says so, and any key goes on. The lock parks the form.

import { lockScreen, onActiveElsewhere, tellActive } from './lock.js';
import { onPage } from './page.js';

const WARN_MS = 60000;
const CHECK_MS = 1000;
const TELL_MS = 10000;

let active_at = Date.now();
let told_at = 0;

function idleMs() {
  return Number(document.body.dataset.idleMinutes ?? 0) * 60000;
}

function markActive() {
  const dialog = document.getElementById('amp-idle');
  active_at = Date.now();
  if (dialog?.open) {
    dialog.close();
  }
}

// Date.now() and not the timer counts: a laptop that slept must lock on waking.
function check() {
  const idle_ms = idleMs();
  const still_ms = Date.now() - active_at;
  const dialog = document.getElementById('amp-idle');
  if (!idle_ms) {
    return;
  }
  if (still_ms >= idle_ms) {
    lockScreen();
  } else if (still_ms >= idle_ms - Math.min(WARN_MS, idle_ms / 2) && dialog && !dialog.open) {
    dialog.showModal();
  }
}

for (const type of ['pointerdown', 'wheel', 'touchstart']) {
  document.addEventListener(type, onTouch, { passive: true, capture: true });
}

document.addEventListener('keydown', (event) => {
  if (document.getElementById('amp-idle')?.open) {
    // This key answers the warning; it must not also type or press something.
    event.preventDefault();
    markActive();
  }
  onTouch();
}, { capture: true });

// Its own button, or Escape. "close" does not bubble, hence the capture.
document.addEventListener('close', markActive, { capture: true });

function onTouch() {
  // What is due is not undone by the touch that finds the page overdue; and
  // while the warning stands, a touch beside its button is no answer.
  check();
  if (!document.getElementById('amp-idle')?.open) {
    markActive();
  }
  if (Date.now() - told_at > TELL_MS) {
    told_at = Date.now();
    tellActive();
  }
}

onPage(markActive);
onActiveElsewhere(markActive);
document.addEventListener('visibilitychange', check);
setInterval(check, CHECK_MS);
