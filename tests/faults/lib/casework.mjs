// What is done of a case now and then, each page of it once: what she no longer wants, keeping
// longer, an emergency opening reviewed and told, another colleague who accompanies her.
import { addNeed, change, fill, meetPerson, openInEmergency, post } from '../../acceptance/lib/acts.mjs';
import { addItem, approve, convene, decide, hold, invitationTo, invite, letCome, press, promise }
  from '../../acceptance/lib/conference.mjs';
import { ACTION, RULE } from '../../acceptance/lib/forms.mjs';
import { safetyWith } from '../../acceptance/lib/main_job.mjs';
import { todayOf } from '../../acceptance/lib/transfers.mjs';

const NOW = '2026-11-23T09:00';
const MATRIX = 'Organización,Mujeres\nCasa del Patio,1. Legal\n';

/** Irene (`gestora2`) accompanies one of them from then on. */
export async function workOnCases(net) {
  const gestora = await net.as('gestora');
  const { person, url } = await meetPerson(gestora);
  await gestora.getJson('/personas/nueva/autorizacion');
  await gestora.post('/personas/nueva/autorizacion', { answer: 'not_now' });
  await post(gestora, await gestora.getJson('/personas/buscar'), { query: 'Kathya' });
  await gestora.post(`/borrador?de=${encodeURIComponent(`${url}/notas`)}`, { text: 'a' });
  await change(gestora, `${url}/datos`, { age: '32' });
  await fill(gestora, `${url}/consentimiento`,
    { answer: 'yes', explained: 'all', mode: 'spoken', copy: 'none' });
  await fill(gestora, `${url}/conservar/hasta`, { part: 'all', until: '2039-05-01', why: 'a' });
  await plan(gestora, person, url);
  await decline(gestora, url);
  await meet(net, gestora, person);
  await openAtOnce(net, gestora, url);
  await map(await net.as('coordinadora'));
  await fill(await net.as('supervisora'), `${url}/quien-acompana`, { owner: '@Irene', why: 'asked' });
}

async function plan(gestora, person, url) {
  await addNeed(gestora, person, { service: 'HEALTH' });
  const [{ goal_url, add_url }] = (await gestora.getJson(`${url}/plan`)).plan_needs;
  await fill(gestora, goal_url, { goal: 'a' });
  await fill(gestora, add_url, ACTION);
  const [{ plan_actions: [{ action }] }] = (await gestora.getJson(`${url}/plan`)).plan_needs;
  await change(gestora, `${url}/plan/acciones/${action}`, { what: 'b' });
  const { line } = await safetyWith(gestora, url, 'a');
  await change(gestora, `${url}/seguridad/lineas/${line}`, { what: 'b' });
  await fill(gestora, `${url}/seguimiento`, { next: '2026-12-10T10:00', how: 'call' });
  await fill(gestora, `${url}/seguimiento/hecho`,
    { result: 'done', rule: 'confirmed', channel: 'call', needs_met: ['@Salud'] });
}

/** A service that she does not want, and then wants. */
async function decline(gestora, url) {
  const { first: [{ provider }] } =
    (await gestora.getJson(`${url}/derivar?servicio=LEGAL`)).proposals;
  await press(gestora, `${url}/derivar/no-quiere?servicio=LEGAL`, { provider });
  await gestora.getJson(`${url}/derivar?servicio=LEGAL`);
  await press(gestora, `${url}/derivar/reabrir?servicio=LEGAL`, { provider, why: 'asked' });
}

/** A conference whose date changes, and of which the clinic does what was agreed. */
async function meet(net, gestora, person) {
  const clinica = await net.as('clinica');
  const url = await convene(gestora, person, { when: '2026-12-11T14:00', guests: ['@Clínica'] });
  await change(gestora, `${url}/datos`, { place: 'Sala 3' });
  await addItem(gestora, url, { title: 'a', text: 'a' });
  await letCome(gestora, url, 'Clínica');
  await invite(gestora, url);
  const invitation = await invitationTo(clinica, gestora, url, 'Clínica');
  await promise(clinica, invitation);
  await hold(gestora, url, { came: ['@Clínica'], held_at: NOW });
  await decide(gestora, url, [{ kind: 'service', text: 'a', owner: '@Clínica', due: '7' }]);
  await approve(gestora, url);
  const { tasks: [{ task_url }] } = await clinica.getJson(invitation);
  await fill(clinica, task_url, { state: 'done', note: 'a' });
  await press(gestora, `${url}/copiar`);
}

async function openAtOnce(net, gestora, url) {
  const supervisora = await net.as('supervisora');
  const rowOf = async (client, kind) => (await todayOf(client)).find((row) => row.kind === kind);
  await openInEmergency(net, url, '@Irene');
  await fill(supervisora, (await rowOf(supervisora, 'emergency_review')).act_url,
    { finding: 'right', note: 'a' });
  await fill(gestora, (await rowOf(gestora, 'emergency_tell')).act_url, { told_at: NOW });
}

async function map(coordinadora) {
  await fill(coordinadora, '/servicios/avisos/nuevo', RULE);
  const { rules: [{ card_actions: [{ url }] }] } = await coordinadora.getJson('/servicios/avisos');
  await change(coordinadora, url, { what: 'b' });
  const { areas, groups } = await coordinadora.getJson('/servicios');
  const { pause_url } = groups.flatMap(({ services }) => services).find((one) => one.pause_url);
  await fill(coordinadora, pause_url, { paused: 'yes', until: '2026-11-26', why: 'supplies' });
  const { value: area } = areas.find(({ label }) => label === 'Ruta de ejemplo');
  await fill(coordinadora, '/servicios/importar', { area, table: MATRIX, step: 'import' });
}
