// The main job, done once in every way: one person with everything that can stand in a case, and
// referrals in many states. For tests that walk over what has come to be.
import { addNeed, addNote, allow, answer, assessRisk, choose, fill, follow, meetChild, meetPerson,
  refer, slipOf, withdraw } from './acts.mjs';
import { OVERRIDE, RULE } from './forms.mjs';

/** What is told in it, for tests that look where it must not be found. */
export const TOLD = {
  name: 'Xiomara Quetzalli Brañas',
  phone: '+506 0000-7788',
  rule: 'Solo SMS «¿salió el arrocito verde?», jueves de 10 a 11.',
  note: 'Le gusta el zaguán de la panadería colorada.',
  account: 'Lo contó mirando el limonero torcido.',
  health: 'Vacuna pendiente del calendario malva.',
  reserved: 'Cita previa del pasadizo añil.',
  safe: 'El kiosco de la esquina violeta.',
  goal: 'Volver a bailar en el quiosco turquesa.',
  action: 'Cita con la partera del portón granate.',
  question: '¿Sube escaleras de caracol?',
  change: 'Falta fechar lo del zarzal plateado.',
  matters: 'Que conozca la vereda ocre.',
  breach: 'Se oyó junto al aljibe escarlata.',
};

/**
 * The person is met by `gestora`; `gestora2` must not know. Clínica Poás has received her referral
 * and confirmed it, and accepted an emergency; the Consultorio asks something; Fondo Puente has
 * declined, which she was told; one draft has her release, one was recorded to be told by other
 * means, one she takes along herself. A girl, of whom something was asked back, asks that everything
 * be erased; another has asked to close, and wants to be asked how it was.
 *
 * @returns person, url; back (addresses about the girl); ids (of the person, its need, its plan's action and approval, the
 *   Clínica's referral and slip, its release); referrals { health, legal, cash, draft, external, self } with their addresses
 */
export async function mainJob(net) {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora, { name: TOLD.name, phone: TOLD.phone,
    contact_rule: TOLD.rule, exclude_members: ['@Irene'] });
  await recordAbout(gestora, person);
  const [{ need }] = (await gestora.getJson(url)).needs;
  const plan = await planWith(gestora, url);
  const safety = await safetyWith(gestora, url);
  const override = await dangerTold(gestora, url);

  const health = await refer(gestora, person, { need, to: 'Clínica', priority: 'urgent' });
  const mind = await refer(gestora, person,
    { service: 'MH', to: 'Clínica', priority: 'emergency' });
  const legal = await refer(gestora, person, { service: 'LEGAL', to: 'Consultorio' });
  const cash = await refer(gestora, person, { service: 'CASH', to: 'Fondo' });
  await refer(gestora, person, { service: 'SRH', to: 'Clínica' }); // delivered, not opened
  const self = await refer(gestora, person, { service: 'NFI', to: 'Fondo', kind: 'self' });
  const external = await refer(gestora, person,
    { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
  const draft = { url: await choose(gestora, person,
    { service: 'SHELTER-S', to: 'Albergue', priority: 'emergency' }) };
  await allow(gestora, draft.url);

  const slip = await answerAt(net, 'clinica', health.code, ['recibir']);
  await answerAt(net, 'clinica', mind.code, ['recibir'], ['aceptar']);
  await answerAt(net, 'consultorio', legal.code,
    ['recibir'], ['preguntar', { question: TOLD.question }]);
  await answerAt(net, 'fondo', cash.code,
    ['recibir'], ['no-aceptar', { reason: 'requirement', detail: 'Constancia de domicilio' }]);

  await follow(gestora, person, cash.referral, 'copiar');
  await follow(gestora, person, cash.referral, 'informar', { told: 'yes' });

  const breach = await superviseAndTell(net, gestora, url);
  const gone = await meetChild(gestora,
    { name: 'Alguien Más', profiles: ['girls', 'women'] });
  await fill(gestora, `${gone.url}/conservar`, { part: 'all', reason: 'her_right' });

  const back = await withdrawn(net, gestora, gone);

  const left = await meetPerson(gestora, { name: 'Alguien Que Se Fue' });
  await fill(gestora, `${left.url}/cerrar`, { reason: 'asked', safety: 'not_needed',
    told_return: 'yes', feedback: 'yes' });

  const [{ release }] = (await gestora.getJson(url)).releases;
  const rule = await dutyToReport(net);
  const ids = { person, rule, need, ...plan, ...safety, referral: health.referral, slip, release,
    breach, override, service: await pausable(net) };
  return { person, url, ids, back, referrals: { health, mind, legal, cash, draft, external, self } };
}

async function recordAbout(gestora, person) {
  const at = (page) => `/personas/${person}/${page}`;
  await addNeed(gestora, person, { service: 'HEALTH', priority: 'urgent' });
  await addNeed(gestora, person, { service: 'LEGAL' });
  await addNote(gestora, person, { text: TOLD.note });
  await assessRisk(gestora, person, 'high', 'Amenazas de muerte.',
    ['strangulation', 'threat_to_kill']);
  await fill(gestora, at('seguimiento'), { next: '2026-11-26T10:00', how: 'message' });
  await fill(gestora, at('relato/escribir'), { text: TOLD.account });
  await fill(gestora, at('relato/hechos'), { when: 'recent', incident_type: 'physical_assault',
    place: 'street', relation: 'former_partner' });
  await fill(gestora, at('identidad'), { nationality: 'VE' });
}

/** What was told because of a danger, and of which she is still to be told. */
export async function dangerTold(gestora, url) {
  await fill(gestora, `${url}/peligro`, OVERRIDE);
  const { overrides: [{ card_actions: [{ url: tell }] }] } = await gestora.getJson(`${url}/peligro`);
  return tell.split('/').pop();
}

/** A service that its focal point may pause. */
async function pausable(net) {
  const { groups } = await (await net.as('clinica')).getJson('/servicios');
  return groups.flatMap(({ services }) => services).find(({ pause_url: url }) => url).service;
}

/** What the law of an invented country says. */
async function dutyToReport(net) {
  const coordinadora = await net.as('coordinadora');
  await fill(coordinadora, '/servicios/avisos/nuevo', RULE);
  const { rules: [{ card_actions: [{ url }] }] } = await coordinadora.getJson('/servicios/avisos');
  return url.split('/').pop();
}

/** What was told here and outside, and asked back, once with an answer: pages that lead there. */
async function withdrawn(net, gestora, { person, url }) {
  const takeBack = async ({ url: at }) => {
    const { release_url } = await gestora.getJson(at);
    await withdraw(gestora, person, release_url.split('/').pop());
  };
  const outside = async () => {
    const told = await refer(gestora, person,
      { service: 'ASYLUM', to: 'Oficina', kind: 'external' });
    await follow(gestora, person, told.referral, 'ejecutar', { channel: 'phone', by: 'a', to: 'a',
      said_back: 'a', when: '2026-11-23T09:00' });
    await takeBack(told);
    return told;
  };
  const here = await refer(gestora, person, { service: 'HEALTH', to: 'Clínica' });
  await takeBack(here);
  const answered = await outside();
  await fill(gestora, `${answered.url}/borrado`, { cleared: 'deleted' });
  const asked = await outside();
  const slip = await slipOf(await net.as('clinica'), here.code);
  return [`${url}/interes`, answered.url, `${asked.url}/borrado`, `${asked.url}/quien-acompana`,
    `/derivaciones/${slip}/borrado`];
}

/** A plan that supervision is asked to look at. */
async function planWith(gestora, url) {
  const [{ goal_url, add_url }] = (await gestora.getJson(`${url}/plan`)).plan_needs;
  await fill(gestora, goal_url, { goal: TOLD.goal });
  await fill(gestora, add_url, { what: TOLD.action, kind: 'assistance', decision: 'chosen',
    who: 'together' });
  await fill(gestora, `${url}/plan/acordado`, { how: 'in_person' });
  const { plan_needs: [{ plan_actions: [{ action }] }], approval_url } =
    await gestora.getJson(`${url}/plan`);
  return { action, approval: approval_url.split('/').pop() };
}

/** A safety plan of one line, gone through with her, who wants it on paper. */
export async function safetyWith(gestora, url, what = TOLD.safe) {
  await fill(gestora, `${url}/seguridad/tarea/safe`, { what });
  await fill(gestora, `${url}/seguridad/acordado`,
    { review: '2026-11-26', wanted: 'yes', kept: 'paper' });
  const { safety_tasks } = await gestora.getJson(`${url}/seguridad`);
  const [{ change_url }] = safety_tasks.find(({ task }) => task === 'safe').lines;
  return { kind: 'safe', block: 'bag', line: change_url.split('/').pop() };
}

/** Supervision asks for a change, another colleague is still to be asked about; one breach about her,
 * and one of nobody in particular that is ready to be closed. */
async function superviseAndTell(net, gestora, url) {
  const supervisora = await net.as('supervisora');
  await fill(supervisora, `${url}/revision`, { consent: 'yes', plan: 'yes', safety: 'yes',
    referrals: 'na', words: 'no', change: TOLD.change, due: '2026-12-01' });
  await fill(gestora, `${url}/reparto`, { why: 'share', answer: 'not_yet',
    again: '2026-12-01T10:00', note: TOLD.matters });
  const { identity: { code } } = await gestora.getJson(url);
  const about = await fill(gestora, '/confidencialidad/nueva', { code, what: TOLD.breach,
    risk: 'maybe' });
  const other = await fill(gestora, '/confidencialidad/nueva', { what: TOLD.breach, risk: 'no' });
  await fill(gestora, `${other}/medidas`, { text: TOLD.breach });
  return about.split('/')[2];
}

async function answerAt(net, login, code, ...steps) {
  const client = await net.as(login);
  const slip = await slipOf(client, code);
  for (const [what, fields] of steps) {
    await answer(client, slip, what, fields);
  }
  return slip;
}
