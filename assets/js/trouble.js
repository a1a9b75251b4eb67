// Says in words that something did not reach the server, and what is safe.

import { word } from './words.js';

export function showTrouble(name) {
  const box = document.getElementById('amp-trouble');
  if (box) {
    box.textContent = word(name);
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
