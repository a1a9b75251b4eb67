// Colectivo Caroní in Cúcuta, as S9 tells of it: two units of one agency, each with its supervision.
//
//   const net = await openCaroni({ ceiling: 15 });
//   const pilar = await net.as('pilar');       // and yorleny, nubia (supervises), deisy, marta
//   const names = namesOf(22);                 // invented, none of them like another
import { openPlan } from './network.mjs';

const member = (login, name, roles, more = {}) => ({ login, name, roles, ...more });

const caroni = (ceiling) => ({
  settings: { product: 'Inicio', term: 'remisión', language: 'es', demo: 1,
    second_factor: 'off', keep_case_months: 60, keep_account_months: 24,
    keep_referral_months: 12, keep_log_months: 60, caseload_ceiling: ceiling, privacy_officers: 'nadie, luz, admin, veedora' },
  areas: [{ key: 'co', name: 'Cúcuta', country: 'CO', utc_offset_minutes: -300 }],
  organisations: [{
    name: 'Colectivo Caroní (demo)', kind: 'organisation', country: 'CO',
    units: [
      { key: 'caroni', name: 'Acompañamiento', area: 'co', phone: '+57 000-000-0501',
        functions: ['supervisor'],
        members: [
          member('pilar', 'Pilar Rincón Duarte', ['case_worker'], { deputy: 'yorleny' }),
          member('yorleny', 'Yorleny Ospina Vera', ['case_worker']),
          member('nubia', 'Nubia Cáceres León', ['supervisor'], { functions: ['supervisor'] }),
          member('luz', 'Luz Ardila Peña', ['case_worker']),
          member('admin', 'Oriana Bello Gil', ['administrator']),
          member('veedora', 'Zoraida Mejía Tovar', ['auditor']),
        ] },
      { key: 'puente', name: 'Equipo del puente', area: 'co', phone: '+57 000-000-0502',
        functions: ['focal_point', 'supervisor'],
        members: [
          member('deisy', 'Deisy Contreras Parra', ['case_worker', 'focal_point'],
            { functions: ['focal_point'] }),
          member('marta', 'Marta Uribe Sanín', ['supervisor'], { functions: ['supervisor'] }),
        ] },
    ],
    services: ['caroni', 'puente'].map((unit) => ({ type: 'CM', name: 'Gestión de casos', unit,
      languages: 'español', profiles: ['women', 'boys'] })),
    marks: ['women', 'boys'].map((profile) => ({ area: 'co', profile, mark: 1 })),
  }],
});

export const openCaroni = ({ ceiling = 15 } = {}) => openPlan(caroni(ceiling));

const FIRST = ['Amanda', 'Beatriz', 'Carmenza', 'Dolores', 'Elvira', 'Fabiola', 'Gladys',
  'Herminia'];
const LAST = ['Quiñones', 'Zabaleta', 'Yepes'];
export const namesOf = (n) => LAST.flatMap((last) => FIRST.map((first) => `${first} ${last}`))
  .slice(0, n);

/** The worker's part of a supervisor's page: { load_text, late, … }. */
export async function loadOf(supervisor, name) {
  const { workers } = await supervisor.getJson('/supervision');
  return workers.find(({ worker }) => worker.startsWith(name));
}
