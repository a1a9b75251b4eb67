// What changes with people, each page of it once: who comes, who moves, who leaves, whose password
// or keys are made anew, and what is given back to whoever had lost all of it.
import { change, fill, meetPerson, memberOf, post } from '../../acceptance/lib/acts.mjs';
import { passwordOf } from '../../acceptance/lib/client.mjs';
import { press } from '../../acceptance/lib/conference.mjs';
import { Phone } from '../../acceptance/lib/totp.mjs';
import { awaken } from '../../acceptance/lib/transfers.mjs';

const NEW = 'una-frase-nueva-y-larga-de-prueba-58';
const SHEET = '/hoja-de-recuperacion';
const COORDINATION = 'Mesa de Coordinación';

/** Irene (`gestora2`) has a case. Of those who act later nobody loses what they need. */
export async function workOnTeam(net) {
  const [admin, gestora] = [await net.as('admin'), await net.as('gestora')];
  await net.browser().activate(net.made.members.find(({ login }) => login === 'alborada'));
  await forget(net);
  await account(net, await net.as('gestora2'));
  const form = await admin.getJson('/equipo/invitar');
  await post(admin, form, { staff_name: 'Sofía Mena Ruiz', login: 'sofia',
    unit: form.form.fields.find(({ name }) => name === 'unit').options[0].value,
    roles: ['focal_point'] });
  await change(admin, await memberOf(admin, 'guardia', 'papeles'),
    { roles: ['case_worker', 'supervisor'] });
  const supervisora = await net.as('supervisora');
  await fill(supervisora, await memberOf(supervisora, 'guardia', 'funcion'),
    { function: '@Supervisión', as: 'member' });
  await change(gestora, await memberOf(gestora, 'gestora', 'suplencia'), { deputy: 'nobody' });
  await move(net, admin);
  await fill(admin, await memberOf(admin, 'clinica2', 'retirar'), {});
  await giveAccess(net, supervisora);
  await openSheet(net, admin);
}

/** Whoever moves leaves a case to the unit. */
async function move(net, admin) {
  await awaken(net, 'caroni', 'caroni2');
  await meetPerson(await net.as('caroni2'));
  await fill(admin, await memberOf(admin, 'caroni2', 'mover'),
    { unit: '@Colectivo Caroní (demo), Equipo' });
}

/** The password is forgotten, the printed code is there. */
async function forget(net) {
  const { recovery_code: code } = await (await net.as('fondo')).getJson('/cuenta/hoja');
  await net.browser().submit('/recuperar', { login: 'fondo', code, password: NEW });
}

async function account(net, irene) {
  const old_password = passwordOf('gestora2');
  await press(irene, '/ocultar');
  await irene.submit('/desbloquear', { password: old_password });
  await fill(irene, '/cuenta/codigo', { old_password });
  await fill(irene, '/cuenta/llaves', { old_password });
  const { app } = await irene.getJson('/cuenta/segundo-paso');
  await fill(irene, '/cuenta/segundo-paso',
    { old_password, app_code: new Phone(app.key).code(net.clock.ms) });
  await fill(await net.as('enlace'), '/cuenta/contrasena',
    { old_password: passwordOf('enlace'), password: NEW });
}

/** Somebody who lost all comes back by a colleague's code, with the password of before. */
async function comeBack(net, helper, login) {
  const path = await memberOf(helper, login, 'acceso');
  await press(helper, path);
  const { told_code: code } = await helper.getJson(path);
  const client = net.browser();
  await client.activate({ login, code });
  await client.signIn(login);
  await client.getJson(path);
  return { path, client };
}

async function giveAccess(net, supervisora) {
  const { path } = await comeBack(net, supervisora, 'gestora2');
  await press(supervisora, `${path}/devolver`);
}

/** Nobody has the key of that function any more: two people open the sheet, of which a new one is made. */
async function openSheet(net, admin) {
  const { recovery_code: code } =
    net.made.organisations.find(({ name }) => name.startsWith(COORDINATION));
  const { client } = await comeBack(net, admin, 'coordinadora');
  const path = await memberOf(admin, 'coordinadora', 'hoja');
  await press(client, path);
  await fill(admin, `${path}/confirmar`, { code });
  await fill(admin, `${SHEET}/otra`, { code });
  const { told_code: fresh } = await admin.getJson(SHEET);
  await fill(admin, `${SHEET}/guardada`, { code: fresh });
}
