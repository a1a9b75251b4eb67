// A name on tap: asked for when wanted, shown for twenty seconds, gone when
// the page is. Without script the same link reloads the page with the name.

import { onPage } from './page.js';

const SHOW_MS = 20000;

onPage(() => {
  for (const link of document.querySelectorAll('a.amp-reveal')) {
    link.replaceWith(buttonFrom(link));
  }
});

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    for (const button of document.querySelectorAll('button.amp-reveal')) {
      mask(button);
    }
  }
});

function buttonFrom(link) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'amp-as-link amp-reveal';
  button.append(...link.childNodes);
  button.dataset.url = link.dataset.url;
  button.dataset.hide = link.dataset.hide;
  button.dataset.show = link.dataset.show;
  button.addEventListener('click', () => {
    if (textOf(button).textContent) {
      mask(button);
    } else {
      reveal(button, link.href);
    }
  });
  if (textOf(link).textContent) {
    maskLater(button);
  }
  return button;
}

function textOf(button) {
  return button.closest('.amp-name').querySelector('.amp-name__text');
}

function setWord(button, text) {
  button.querySelector('.amp-reveal__word').textContent = text;
}

async function reveal(button, fallback) {
  const text = textOf(button);
  try {
    const response = await fetch(button.dataset.url, {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { Accept: 'application/json' },
    });
    if (!response.ok) {
      throw new Error(String(response.status));
    }
    const { name } = await response.json();
    if (document.visibilityState === 'hidden') {
      return;
    }
    text.textContent = name;
  } catch {
    location.assign(fallback);
    return;
  }
  setWord(button, button.dataset.hide);
  maskLater(button);
}

function maskLater(button) {
  clearTimeout(button.maskTimer);
  button.maskTimer = setTimeout(() => mask(button), SHOW_MS);
}

function mask(button) {
  clearTimeout(button.maskTimer);
  textOf(button)?.replaceChildren();
  setWord(button, button.dataset.show);
}
