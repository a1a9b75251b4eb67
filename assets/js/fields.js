// Fields that depend on another field, answers that exclude others, and the
// count of characters left.
// Both only help: the server decides what is required and how long it may be.

import { onPage } from './page.js';

const COUNT_PAUSE_MS = 600;

onPage(() => {
  for (const form of document.forms) {
    showFields(form);
  }
  for (const line of document.querySelectorAll('[data-count-for]')) {
    watchLength(line);
  }
});

document.addEventListener('change', (event) => {
  if (event.target.form) {
    excludeOthers(event.target);
    showFields(event.target.form);
  }
});

// "Does not know", "prefers not to answer" and "was not asked" (~…) stand
// alone, and an answer takes them back. Words already written are never erased.
function excludeOthers(changed) {
  if (changed.type === 'checkbox' && !changed.checked) {
    return;
  }
  const alone = changed.value.startsWith('~');
  const field = changed.name.replace(/_not$/, '');
  for (const control of changed.form.elements) {
    const same = control.name === field || control.name === `${field}_not`;
    if (same && control !== changed && control.type === 'checkbox'
      && (alone || control.value.startsWith('~'))) {
      control.checked = false;
    }
  }
}

// In the page's order, so that a field hidden by its parent hides its children.
function showFields(form) {
  for (const group of form.querySelectorAll('[data-show-if]')) {
    group.hidden = !holds(group.dataset.showIf, form);
  }
}

// "name=value", "name=one|two", "name!=value"
function holds(rule, form) {
  const [, name, not, wanted] = rule.match(/^([^=!]+)(!?)=(.*)$/) ?? [];
  const values = wanted?.split('|') ?? [];
  const found = [...form.elements].some((control) => control.name === name
    && (control.checked || !['radio', 'checkbox'].includes(control.type))
    && !control.closest('[hidden]')
    && values.includes(control.value));
  return not ? !found : found;
}

function watchLength(line) {
  const field = document.getElementById(line.dataset.countFor);
  let timer = 0;
  const count = () => {
    // Characters as people count them in other programs: code points, not bytes.
    const left = Number(line.dataset.max) - [...field.value].length;
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = `${words} ${Math.abs(left)}`;
    line.classList.toggle('govuk-error-message', left < 0);
  };
  field?.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(count, COUNT_PAUSE_MS);
  });
}
