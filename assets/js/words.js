// The script speaks the page's language: its words stand in the page, on the
// element #amp-words, put there by _layout_bottom.mustache.

export function word(name) {
  return document.getElementById('amp-words')?.dataset[name] ?? '';
}

export function clock(date) {
  const lang = document.documentElement.lang;
  return date.toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' });
}
