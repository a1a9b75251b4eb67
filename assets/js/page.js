// A page may arrive twice: by the browser, and as the answer to a form that
// was sent by fetch. Parts register with onPage() and are run for both.
//
// An answer is put into the document instead of being asked for again, so
// that a message shown once is not spent on a copy that nobody sees.

const parts = [];
let shown = location.pathname + location.search;

export function onPage(part) {
  parts.push(part);
}

export function startPage() {
  document.body.classList.add('js-enabled', 'govuk-frontend-supported');
  for (const part of parts) {
    part();
  }
}

async function pageOf(response) {
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

// What an error page says; nothing of a page that is not ours.
export async function problemOf(response) {
  return (await pageOf(response)).querySelector('[data-problem]')?.textContent;
}

export async function showPage(response) {
  const page = await pageOf(response);
  if (response.redirected && assetsOf(page) !== assetsOf(document)) {
    // A new release answered: its pages need its own style and script.
    location.assign(response.url);
    return;
  }
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(document.adoptNode(page.body));
  if (response.redirected) {
    moveTo(new URL(response.url));
  }
  window.scrollTo(0, 0);
  document.getElementById('content')?.focus({ preventScroll: true });
  startPage();
}

function assetsOf(page) {
  return page.querySelector('link[rel="stylesheet"]')?.getAttribute('href');
}

function moveTo(url) {
  const next = url.pathname + url.search;
  if (next === shown) {
    history.replaceState(null, '', next);
  } else {
    history.pushState(null, '', next);
  }
  shown = next;
}

// Back and forward always ask the server; a jump within the page does not.
window.addEventListener('popstate', () => {
  if (location.pathname + location.search !== shown) {
    location.reload();
  }
});

window.addEventListener('pageshow', (event) => {
  if (event.persisted) {
    location.reload();
  }
});
