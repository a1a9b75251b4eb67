// A form that is in order for each route, so that a request reaches what the route does.
import { newCommand } from './client.mjs';

/** What it lacks would be told before anything of a person is opened. */
const MOMENT = '2026-11-22T10:00';
export const ACTION = { what: 'a', kind: 'other', decision: 'chosen', who: 'worker' };
const ANSWERS = {
  slip_ask: { question: '¿Sube escaleras?' },
  slip_waitlist: { expected: '2026-12-01' },
  slip_service: { result: 'not', reason: 'no_show' },
  slip_decline: { reason: 'area' },
  account_write: { text: 'a' },
  follow_up: { next: '2026-12-01T10:00', how: 'call' },
  follow_up_done: { result: 'not_safe' },
  goal: { goal: 'a' },
  action_new: ACTION,
  action: ACTION,
  action_progress: { state: 'done' },
  service_given: { service: 'PSS' },
  plan_agree: { how: 'remote' },
  approval: { answer: 'yes' },
  need: { service: 'CASH', priority: 'normal' },
  need_close: { result: 'met' },
  note: { text: 'a' },
  risk: { level: 'high', reason: 'a' },
  six_again: { may_contact: 'no' },
  refer_choose: { kind: 'self', priority: 'normal', talked_over: 'yes' },
  refer_reopen: { why: 'asked' },
  refer_release: { until_event: 'referral_closed', mode: 'spoken', copy: 'none' },
  refer_drop: { declined: 'no' },
  referral_cancel: { why: 'mistake' },
  referral_execute: { channel: 'phone', by: 'a', to: 'a', when: MOMENT, said_back: 'a' },
  referral_info: { answer: 'a' },
  referral_outcome: { state: 'service_given', told_at: MOMENT },
  referral_phoned: { answered_by: 'a' },
  referral_told: { told: 'yes' },
  release_withdraw: { by_her: 'yes' },
  sheet_use: { code: 'a' },
  sheet_again: { code: 'a' },
  erasure_ask: { reason: 'term' },
  longer: { until: '2040-01-01', why: 'a' },
  own_copy: { shape: 'file' },
  emergency_confirm: { answer: 'yes' },
  emergency_review: { finding: 'right', note: 'a' },
  emergency_told: { told_at: MOMENT },
  conference_new: { wish: 'no', why: 'asked' },
  conference_edit: { wish: 'no', why: 'asked' },
  conference_item: { function: 'problems', title: 'a', all: 'no' },
  conference_support: { companion: 'a', relation: 'friend', promised: 'yes' },
  conference_answer: { answer: 'no' },
  conference_held: { she_came: 'no', rules: 'yes', held_at: MOMENT },
  conference_decide: { kind_1: 'visit', owner_1: 'us', due_1: 'days_2', agreed: 'yes' },
  conference_outcome: { state: 'done' },
  conference_told: { told: 'unsafe' },
  conference_stop: { why: 'not_needed' },
  conference_reply: { text: 'a' },
  invitation_promise: { promise: 'yes' },
  invitation_decline: { reason: 'not_free' },
  invitation_object: { text: 'a' },
  invitation_task: { state: 'done' },
  meeting_case: { code: 'CR-00000-0', question: 'a' },
  meeting_done: { state: 'done' },
};

/** What a browser of that client would send to the route; `ids` has the `provider`, if any. */
export function inOrderFor(client, id, { provider } = {}) {
  return { _csrf: client.csrf, _command: newCommand(), _base: '1000000', provider,
    ...ANSWERS[id] };
}
