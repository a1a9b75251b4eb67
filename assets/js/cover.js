// A blank sheet over the page: while the page is out of sight (the task
// switcher shows nothing), from the press on "Ocultar", and until the server
// has taken the form.

let held = false;

// With `hold` the sheet stays until the page is left.
export function cover(text = '', hold = false) {
  const sheet = document.getElementById('amp-cover');
  if (!sheet) {
    return;
  }
  held = held || hold;
  sheet.textContent = text;
  sheet.hidden = false;
}

export function uncover() {
  const sheet = document.getElementById('amp-cover');
  if (sheet && !held) {
    sheet.hidden = true;
  }
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    cover();
  } else {
    uncover();
  }
});
