import type { SitePerson } from '../sched/conference.ts';

/** Who speaks at HarbourConf. All of them are invented. */
const PEOPLE = {
  maren: [
    'maren.ostergard',
    'Maren Østergård',
    'Harbour Master, Port of Skagen',
    'Runs a port of 900 boats and one cluster.',
  ],
  idowu: ['idowu.adebayo', 'Ìdòwú Adébáyò', 'CTO, Kvist & Sons', ''],
  soren: [
    'soren_bogh.23xujj9p',
    'Søren Bøgh',
    'Storage Engineer, Tidewater Systems',
    'Søren has lost three databases and found two of them again. Since then he writes the storage layer of Tidewater, teaches the course that he would have needed at the time, and answers every question about fsync with a story. He keeps bees, sails a wooden dinghy that leaks at the same rate in every weather, and reads the manual pages of other operating systems for pleasure.',
  ],
  lucja: ['lucja.dabrowska', 'Łucja Dąbrowska', 'Staff Engineer, Tidewater Systems', 'Likes <b>boring</b> disks.'],
  anais: ['anais7', 'Anaïs Lefèvre', 'Developer Advocate, Breakwater', 'Explains meshes with fishing nets.'],
  tomas: ['tomas.obriain', 'Tomás Ó Briain', 'Network Lead, Quayside, Inc.', ''],
  meiling: ['1c6c504fc99556d6a3493dba691b9836', 'Mei-Ling Huang', 'Lanternfish', 'Packets by day, lanterns by night.'],
  ebba: ['ebba.lindqvist', 'Ebba Lindqvist', 'Head of Operations, Nordlys Telecom', 'Owns the pager.'],
  kofi: ['kofi.mensah', 'Kofi Mensah', 'Independent', ''],
  jun: ['jun.tanaka3', 'Jun Tanaka', 'Site Reliability Engineer, Breakwater', 'On call since 2009.'],
  rosa: ['rosa.figueroa', 'Rosa Figueroa Núñez', 'Principal Engineer, Kvist & Sons', 'Builds gates, opens gates.'],
  pieter: ['pieter.devries', 'Pieter de Vries', 'Maintainer, Buoy Project', 'Started Buoy on a ferry.'],
  hana: ['hana.novakova', 'Hana Nováková', 'Professor of Meteorology, University of Bergen', 'Forecasts for a living.'],
} as const satisfies Record<string, readonly [username: string, name: string, position: string, bio: string]>;

/** One of them on one session. */
export function person(who: keyof typeof PEOPLE, role = 'Speakers'): SitePerson {
  const [username, name, position, bio] = PEOPLE[who];
  return { role, username, name, position, bio };
}
