// Says in words that something did not reach the server, and what is safe.

import { word } from './words.js';

// `why`: what the server says of it, if it does.
export function showTrouble(name, why) {
  const box = document.getElementById('amp-trouble');
  if (box) {
    box.textContent = why ?? word(name);
    box.hidden = false;
  }
}

export function clearTrouble() {
  const box = document.getElementById('amp-trouble');
  if (box) {
    box.textContent = '';
    box.hidden = true;
  }
}
