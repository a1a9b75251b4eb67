// The one script of every page. All of it is help on top of pages that work
// without it; nothing here decides anything.

import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs';

import './cover.js';
import './autosave.js';
import './fields.js';
import './idle.js';
import './lock.js';
import './reveal.js';
import './submit.js';
import { onPage, startPage } from './page.js';

onPage(() => {
  const summary = document.querySelector('[data-module="govuk-error-summary"]');
  if (summary) {
    new ErrorSummary(summary);
  }
});

startPage();
