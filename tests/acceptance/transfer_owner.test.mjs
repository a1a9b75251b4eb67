// Whatever units do with a case, and whoever leaves meanwhile, at each instant exactly one has it:
// random walks over the real program. After each step the database says who is its owner, and each
// account whether it can open the case; a rule of a few lines here says who should.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { change, fill, follow, meetPerson, memberOf, refer } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { FIRST_CONTACT, agree, awaken, press, prepare, reply, sectionsOf } from
  './lib/transfers.mjs';
import { ask } from './lib/walk.mjs';

const SEEDS = [1295, 9068, 40156, 130800];
const STEPS = 16;

// Who accompanies, supervises and answers in each unit.
const UNITS = {
  ceiba: { people: { gestora: '@Marta', gestora2: '@Irene' }, supervision: 'supervisora',
    answers: 'enlace', to: 'Casa Ceiba' },
  manta: { people: { manta: '@Viviana' }, answers: 'manta', to: 'Espacio Seguro Manta' },
  caroni: { people: { caroni: '@Pilar', caroni2: '@Yorleny' }, supervision: 'caroni',
    answers: 'caroni', to: 'Colectivo Caroní (demo), Acomp' },
  puente: { people: { caroni3: '@Deisy' }, answers: 'caroni3',
    to: 'Colectivo Caroní (demo), Equipo' },
};
const EVERYBODY = Object.values(UNITS).flatMap(({ people, supervision }) =>
  [...Object.keys(people), ...(supervision ? [supervision] : [])])
  .filter((login, i, all) => all.indexOf(login) === i);
const LEAVERS = ['gestora', 'gestora2', 'caroni2']; // the others are the last of a function

let net;
let seed;
const any = (list) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return list[(seed >>> 16) % list.length];
};
const done = new Set();
const gone = new Map(); // login: disabled, moved, retired
const deputies = {};

before(async () => {
  net = await openNetwork();
  await awaken(net, 'manta', 'caroni', 'caroni2', 'caroni3');
});
after(() => net?.stop());

/** The account has nothing in its hands any more; nobody stands in for it, nor it for anybody. */
function left(login, how) {
  gone.set(login, how);
  for (const who of Object.keys(deputies)) {
    if (who === login || deputies[who] === login) {
      delete deputies[who];
    }
  }
  net.people.delete(login);
}

async function officeOf(login, form, fields = {}) {
  const admin = await net.as('admin');
  return fill(admin, await memberOf(admin, login, form), fields);
}

async function standIn(login, deputy, name) {
  const own = await net.as(login);
  await change(own, await memberOf(own, login, 'suplencia'), { deputy: name });
  deputies[login] = deputy;
}

/** A case, and what a walk knows of it without asking the program. */
class Walk {
  constructor(at) {
    Object.assign(this, { unit: 'ceiba', owner: 'gestora', open: null, ...at });
  }

  /** Who acts for the case: its owner, or the supervision while nobody took over. */
  own() {
    return net.as(this.owner ?? UNITS[this.unit].supervision);
  }

  present(unit = this.unit) {
    return Object.keys(UNITS[unit].people).filter((login) => !gone.has(login));
  }

  openers() {
    const { supervision } = UNITS[this.unit];
    return [...new Set([this.owner, deputies[this.owner], supervision])].filter(Boolean).sort();
  }

  possible() {
    const others = this.present().filter((login) => login !== this.owner);
    if (this.owner === null) {
      return [...(others.length > 0 ? ['handOver'] : ['comeBack']),
        ...(this.open === 'sent' ? ['accept'] : [])];
    }
    return [
      ...(this.open === null ? ['offer', 'offer', 'offer'] : []),
      ...(this.open === 'sent' ? ['accept', 'accept', 'accept', 'refer', 'decline', 'withdraw'] : []),
      ...(this.open === 'accepted' ? ['giveBack', 'giveBack', 'contact'] : []),
      ...(this.open === 'accepted' && LEAVERS.includes(this.former.owner) &&
        !gone.has(this.former.owner) ? ['formerLeaves', 'formerLeaves'] : []),
      ...(others.length > 0 ? ['handOver'] : []),
      ...(LEAVERS.includes(this.owner) ? ['leave', 'leave'] : []),
      ...(gone.size > 0 ? ['comeBack'] : []),
      'trespass', 'pull',
    ];
  }

  async offer() {
    const own = await this.own();
    this.to = any(Object.keys(UNITS).filter((unit) => unit !== this.unit));
    await prepare(own, this.person, { to: UNITS[this.to].to });
    await press(own, this.person);
    const { supervision } = UNITS[this.unit];
    if (supervision && supervision !== this.owner) {
      await agree(await net.as(supervision));
      await press(own, this.person);
    }
    const { transfer } = await own.getJson(this.url);
    Object.assign(this, { open: 'sent', transfer: transfer.transfer_url.split('/')[2] });
  }

  async accept() {
    const to = any(this.present(this.to));
    await reply(await net.as(UNITS[this.to].answers), this.transfer, 'aceptar',
      { owner: UNITS[this.to].people[to] });
    this.former = { unit: this.unit, owner: this.owner };
    Object.assign(this, { unit: this.to, owner: to, open: 'accepted' });
  }

  async decline() {
    await reply(await net.as(UNITS[this.to].answers), this.transfer, 'no-aceptar',
      { reason: 'area' });
    this.open = null;
  }

  async withdraw() {
    await press(await this.own(), this.person, 'retirar');
    this.open = null;
  }

  async giveBack() {
    await reply(await this.own(), this.transfer, 'devolver', { reason: 'asked', asked: 'agrees' });
    const { unit, owner } = this.former;
    Object.assign(this, { unit, owner: gone.has(owner) ? null : owner, open: null });
  }

  async contact() {
    await reply(await this.own(), this.transfer, 'primer-contacto',
      { ...FIRST_CONTACT, when: '2026-11-23T08:00' });
    this.open = null;
  }

  /** To another of the unit, by who has her or by supervision. */
  async handOver() {
    const to = any(this.present().filter((login) => login !== this.owner));
    const by = any([this.owner, UNITS[this.unit].supervision].filter(Boolean));
    await fill(await net.as(by), `${this.url}/quien-acompana`,
      { owner: UNITS[this.unit].people[to], why: 'asked' });
    this.owner = to;
  }

  /** Who has her is disabled, moves or retires: the deputy has her, else the supervision. */
  async leave() {
    const login = this.owner;
    const next = deputies[login] ?? null;
    if (login === 'caroni2' && any([true, false])) {
      await officeOf(login, 'mover', { unit: `@${UNITS.puente.to}` });
      left(login, 'moved');
      done.add('move');
    } else if (login === 'gestora2' && this.last) {
      await officeOf(login, 'retirar');
      left(login, 'retired');
      done.add('retire');
    } else {
      await officeOf(login, 'desactivar');
      left(login, 'disabled');
    }
    this.owner = next;
  }

  /** Who gave her away leaves before she comes back. */
  async formerLeaves() {
    await officeOf(this.former.owner, 'desactivar');
    left(this.former.owner, 'disabled');
  }

  async comeBack() {
    const admin = await net.as('admin');
    for (const [login, how] of [...gone].filter(([, was]) => was !== 'retired')) {
      if (how === 'moved') {
        await officeOf(login, 'mover', { unit: `@${UNITS.caroni.to}` });
        net.people.delete(login);
      } else {
        const { enable_url } = await admin.getJson(await memberOf(admin, login));
        assert.ok((await admin.post(enable_url)).go);
      }
      gone.delete(login);
    }
  }

  /** What only the owning side may do, by each who is of another unit. */
  async trespass() {
    const unit = any(Object.keys(UNITS).filter((one) => one !== this.unit));
    const other = await net.as(any(this.present(unit).concat(UNITS[unit].answers)));
    await other.getJson('/hoy');
    for (const [path, fields] of [[`${this.url}/notas`, { text: 'a' }],
      [`${this.url}/quien-acompana`, { why: 'asked' }],
      [`${this.url}/transferir/retirar`, {}],
      ...(this.transfer ? [[`/transferencias/${this.transfer}/devolver`,
        { reason: 'asked', asked: 'agrees' }]] : [])]) {
      const { go, status } = await other.post(path, fields);
      assert.ok(!go, `${path} by ${unit} gave ${status}`);
    }
  }

  async pull() {
    const { identity } = await (await this.own()).getJson(this.url);
    const unit = any(Object.keys(UNITS) // who had her until the first contact still reads a part
      .filter((one) => one !== this.unit && one !== this.former?.unit && one !== 'ceiba'));
    await fill(await net.as(UNITS[unit].answers), '/transferencias/pedir',
      { code: identity.code, how: 'here' });
  }

  async refer() { // whatever waits for an answer meanwhile
    const own = await this.own();
    const { referral } = await refer(own, this.person, { service: 'HEALTH', to: '', kind: 'self' });
    await follow(own, this.person, referral, 'anular', { why: 'mistake' });
  }

  /** One owner, whom the rule names, and nobody of another unit can open the case. */
  async holds(where) {
    const owners = ask(net.dir, `SELECT coalesce(m.login, h.function) FROM dossier_grant AS g
      JOIN holder AS h ON h.id = g.holder LEFT JOIN member AS m ON m.holder = g.holder
      WHERE g.dossier = x'${this.person}' AND g.reason = 'owner'`);
    assert.equal(owners, this.owner ?? 'supervisor', where);
    const opened = [];
    for (const login of EVERYBODY.filter((one) => !['disabled', 'retired'].includes(gone.get(one)))) {
      const { status } = await (await net.as(login)).send('GET', `${this.url}/notas`);
      opened.push(...(status === 200 ? [login] : []));
    }
    assert.deepEqual(opened.sort(), this.openers(), where);
  }
}

for (const first of SEEDS) {
  test(`there is exactly one owner after each of many steps (${first})`, async () => {
    seed = first;
    await new Walk().comeBack();
    await standIn('gestora', 'gestora2', '@Irene');
    await standIn('gestora2', 'gestora', '@Marta');
    const walk = new Walk(await meetPerson(await net.as('gestora'), {}));
    walk.last = first === SEEDS.at(-1); // who retires does not come back
    for (let step = 0; step < STEPS; step++) {
      const name = any(walk.possible());
      await walk[name]();
      done.add(name);
      net.clock.advance({ minutes: 1 });
      await walk.holds(`step ${step}, ${name}, with ${walk.owner} of ${walk.unit}`);
    }
    const { sent } = await sectionsOf(await walk.own());
    assert.equal(sent.filter(({ state }) => /espera respuesta/.test(state)).length,
      walk.open === 'sent' ? 1 : 0);
  });
}

test('the walks have met everything that can happen', () => {
  const acts = Object.getOwnPropertyNames(Walk.prototype)
    .filter((name) => !['constructor', 'own', 'present', 'openers', 'possible', 'holds']
      .includes(name));
  assert.deepEqual([...acts, 'move', 'retire'].filter((name) => !done.has(name)), []);
  assert.equal(ask(net.dir, 'SELECT count(*) FROM dossier WHERE kind = 1'), `${SEEDS.length}`,
    'counted once');
});
