// What somebody with the database alone can change by force gives nobody a key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { exclude, meetPerson } from './lib/acts.mjs';
import { openNetwork } from './lib/network.mjs';
import { ask, force } from './lib/walk.mjs';

let net;
before(async () => {
  net = await openNetwork();
});
after(() => net?.stop());

const organisation = (name) => `(SELECT id FROM organisation WHERE name LIKE '${name}%')`;

/** How many grants each organisation's recovery sheet has. */
const sheets = () => ask(net.dir, `SELECT o.name, count(*) FROM dossier_grant AS g
  JOIN holder AS h ON h.id = g.holder JOIN organisation AS o ON o.id = h.organisation
  WHERE g.reason = 'escrow' GROUP BY o.name`);

test('a unit moved to another organisation by force opens no case to its sheet', async () => {
  await meetPerson(await net.as('gestora'));
  const before = sheets();
  assert.match(before, /^Casa Ceiba \(demo\)\|\d+$/);
  const move = (from, to) => force(net.dir, `UPDATE unit SET organisation = ${organisation(to)}
    WHERE name = 'Acompañamiento' AND organisation = ${organisation(from)}`);

  move('Casa Ceiba', 'Clínica Poás');
  await assert.rejects(meetPerson(await net.as('gestora')));
  await assert.rejects(net.another('gestora').then((client) => meetPerson(client)));
  assert.equal(sheets(), before);

  move('Clínica Poás', 'Casa Ceiba');
  await meetPerson(await net.another('gestora'));
  assert.notEqual(sheets(), before);
});

test('a colleague whose keys were made another\'s by force is given no emergency key', async () => {
  const own = ask(net.dir, "SELECT hex(holder) FROM member WHERE login = 'guardia'");
  const clinic = `(SELECT id FROM holder WHERE function = 'focal_point'
    AND organisation = ${organisation('Clínica Poás')})`;
  const given = () => ask(net.dir, `SELECT count(*) FROM dossier_grant
    WHERE reason = 'emergency' AND holder = ${clinic}`);
  const meet = async () => meetPerson(await net.another('gestora'),
    { exclude_members: ['@Irene'] });
  force(net.dir, `UPDATE member SET holder = ${clinic} WHERE login = 'guardia'`);
  await assert.rejects(meet());
  assert.equal(given(), '0');
  force(net.dir, `UPDATE member SET holder = x'${own}' WHERE login = 'guardia'`);
  await meet();
});

test('a former key made up by force becomes no true one when keys are given anew', async () => {
  const { person } = await meetPerson(await net.another('gestora'));
  const at = `dossier = x'${person}'`;
  const clinic = `(SELECT id FROM holder WHERE function = 'focal_point'
    AND organisation = ${organisation('Clínica Poás')})`;
  const forged = () => ask(net.dir, `SELECT hex(wrap), version, hex(mac) FROM dossier_grant
    WHERE ${at} AND reason = 'former'`);
  force(net.dir, `INSERT INTO dossier_grant SELECT randomblob(16), dossier, kind, ${clinic}, form,
    wrap, generation, rights, 'former', NULL, version, mac FROM dossier_grant
    WHERE ${at} AND reason = 'owner'`);
  const before = forged();
  assert.ok(before);
  const irene = { exclude_members: ['@Irene'] };
  await assert.rejects(exclude(await net.another('gestora'), person, irene));
  assert.equal(forged(), before);
  force(net.dir, `DELETE FROM dossier_grant WHERE ${at} AND reason = 'former'`);
  await exclude(await net.another('gestora'), person, irene);
});
