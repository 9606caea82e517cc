import { createHash } from 'node:crypto';
import type { SiteConference, SiteField, SiteSession } from '../sched/conference.ts';
import { deck } from './decks.ts';
import { person } from './people.ts';

const FIRST_DAY = '2024-05-14';
const SECOND_DAY = '2024-05-15';

/** The first day writes levels into the titles, the second into a custom field: organisers do both. */
const level = (value: string): SiteField => ({ label: 'Audience Experience Level', slot: 'company', value });
const slidesAttached: SiteField = { label: 'Session Slides Attached', slot: 'audience', value: 'Yes' };

type Entry = Omit<Partial<SiteSession>, 'start' | 'end'> & {
  readonly shortId: string;
  readonly title: string;
  readonly room: string | null;
  readonly type: string;
  /** `09:00-09:30`; an end before the start lies on the next day. */
  readonly time: string;
};

function session(day: string, { time, ...entry }: Entry): SiteSession {
  const [start = '', end = ''] = time.split('-');
  return {
    md5: createHash('md5').update(entry.shortId).digest('hex'),
    start: `${day}T${start}`,
    end: `${end < start ? SECOND_DAY : day}T${end}`,
    descriptionHtml: '<br>',
    people: [],
    fields: [],
    files: [],
    ...entry,
  };
}

const firstDay: readonly Entry[] = [
  { shortId: '1cQa0', time: '08:00-09:00', title: 'Registration + Badge Pick-up', room: 'Foyer', type: 'Registration' },
  {
    shortId: '1cQa1',
    time: '09:00-09:30',
    title: 'Keynote: The Harbour That Never Sleeps - Maren Østergård, Harbour Master, Port of Skagen (Slides Attached)',
    room: 'Great Hall',
    type: 'Keynotes',
    descriptionHtml:
      'A port is a distributed system that smells of fish. Maren tells how Skagen went from paper to four thousand sensors, and what the storm of 2023 thought of it.',
    people: [person('maren')],
    files: [deck('4e', 'The Harbour That Never Sleeps.pdf', 'harbour')],
    video: 'https://www.youtube.com/watch?v=hArb0ur2024',
  },
  {
    shortId: '1cQa2',
    time: '09:30-10:00',
    title: 'Keynote: A Century of Cranes - Ìdòwú Adébáyò, CTO, Kvist & Sons (Slides Attached)',
    room: 'Great Hall',
    type: 'Keynotes',
    descriptionHtml: 'What broke first, and why it was never the crane.</br></br>Bring a hard hat.',
    people: [person('idowu')],
  },
  { shortId: '1cQa3', time: '10:00-10:30', title: 'Coffee Break', room: 'Foyer', type: 'Breaks' },
  {
    shortId: '1cQa4',
    time: '10:30-11:05',
    title:
      'Mooring Stateful Workloads: Persistent Storage Without Tears - Søren Bøgh & Łucja Dąbrowska, Tidewater Systems (Intermediate Skill Level) (Slides Attached)',
    room: 'Dock 1',
    type: 'Storage',
    descriptionHtml:
      'Volumes promise three things. We look at each promise, at how it is broken, and at how to notice.<br> <br> You leave with a checklist for persistent storage that fits on a postcard.',
    people: [person('soren'), person('lucja')],
    files: ['pdf', 'pptx', 'key'].map((extension, index) =>
      deck(
        ['61', '05', 'a7'][index] ?? '00',
        `mooring-stateful-workloads.${extension}`,
        'mooring',
        'mooring stateful workloads',
      ),
    ),
    video: 'https://www.youtube.com/watch?v=m00ringTide',
  },
  {
    shortId: '1cQa5',
    time: '10:30-11:05',
    title:
      'Reading the Tide: An Introduction to Service Meshes - Anaïs Lefèvre, Breakwater (Beginner Skill Level) (Slides Attached)',
    room: 'Dock 2',
    type: 'Networking',
    subtype: 'Service Mesh',
    descriptionHtml:
      '<p>A mesh is a net: knots, ropes and a catch. No prior knowledge needed.</p><p>Code: <a href="https://github.com/harbourconf/tide">github.com/harbourconf/tide</a></p>',
    people: [person('anais')],
    files: [deck('66', 'slides.pdf', 'tide')],
  },
  {
    shortId: '1cQa6',
    time: '11:15-11:50',
    title:
      'Container Networking for People Who Load Containers - Tomás Ó Briain, Quayside, Inc. & Mei-Ling Huang, Lanternfish (Advanced Skill Level) (Slides Attached)',
    room: 'Dock 1',
    type: 'Networking',
    subtype: 'Container Networking',
    descriptionHtml: 'From the CNI plugin to eBPF, told by two people who have stood on a real gangway.',
    people: [person('meiling'), person('tomas')],
    files: [deck('66', 'Container Networking (final) .pptx', 'networking', 'Container Networking (final)')],
  },
  {
    shortId: '1cQa7',
    time: '11:15-11:20',
    title: 'Lightning Talk: Eighty Percent Is Enough - Kofi Mensah, Independent (Any Skill Level) (Slides Attached)',
    room: 'Dock 2',
    type: 'Lightning Talks',
    descriptionHtml: 'Five minutes on stopping early&nbsp;– and on what the last fifth is for.',
    people: [person('kofi')],
    files: [deck('ff', 'Stopping at 80%.pdf', 'eighty')],
  },
  { shortId: '1cQa8', time: '12:00-13:00', title: 'Lunch (Provided)', room: 'Foyer', type: 'Breaks' },
  {
    shortId: '1cQa9',
    time: '13:00-13:45',
    title: 'Panel: Who Owns the Pager at Sea? - Moderated by Ebba Lindqvist, Nordlys Telecom (Any Skill Level)',
    room: 'Great Hall',
    type: 'Panels',
    descriptionHtml: 'Nobody, says the deck. Everybody, says the bridge. We ask those who were woken.',
    people: [person('jun'), person('kofi'), person('rosa'), person('ebba', 'Moderators')],
  },
  {
    shortId: '1cQaA',
    time: '13:00-17:30',
    title: 'Small Ports Mini-Summit',
    room: 'Boathouse',
    address: 'Kystvejen 40, 8000 Aarhus',
    type: 'Co-located Events',
    // As organisers paste it: no break between the lines of the agenda.
    descriptionHtml:
      'An afternoon on ports with fewer than ten berths. Mini-Summit Agenda13:00-13:15         Welcome – Maren Østergård, Port of Skagen13:15-14:00         Tide Tables as a Service – Hana Nováková, University of Bergen14:00-14:30         Coffee Break14:30-15:15         Berth Booking With One Spreadsheet - Kofi Mensah, Independent15:15-16:00         Ice, Storage & Power – Jun Tanaka, SRE, Breakwater16:00-17:30         Harbour WalkRegistration: Add the summit to your HarbourConf registration.',
  },
  {
    shortId: '1cQaB',
    time: '14:00-15:30',
    title:
      '[SOLD OUT] Tutorial: Build a Lock Gate in an Afternoon - Rosa Figueroa Núñez, Kvist & Sons (Intermediate Skill Level)',
    room: 'Workshop',
    type: 'Tutorials',
    descriptionHtml: 'Three exercises: a state machine, interlocks and the operator. Bring a laptop and dry shoes.',
    people: [person('rosa')],
    files: [deck('08', 'lock_gate_tutorial.pdf', 'gate'), deck('09', 'lock_gate_exercises.zip', 'gate')],
  },
  {
    shortId: '1cQaC',
    time: '20:00-01:00',
    title: 'All Attendee Party - Join Us on the Lightship!',
    room: 'Lightship No. 11',
    address: 'Pier 3, 8000 Aarhus',
    type: 'Breaks',
    descriptionHtml: 'Music until the tide turns.',
  },
];

const secondDay: readonly Entry[] = [
  { shortId: '1cQb0', time: '08:30-09:00', title: 'Welcome Coffee', room: 'Foyer', type: 'Breaks' },
  {
    shortId: '1cQb1',
    time: '09:00-09:30',
    title: 'Keynote: Weather Is Just Backpressure - Hana Nováková, Professor of Meteorology, University of Bergen',
    room: 'Great Hall',
    type: 'Keynotes',
    descriptionHtml:
      'Forecasts degrade gracefully. Do your queues? Slides: <a href="https://docs.google.com/presentation/d/1HarbourConf2024WeatherIsJustBackpressure00/edit?usp=sharing">in the open</a>.',
    people: [person('hana')],
    fields: [level('Any')],
  },
  {
    shortId: '1cQb2',
    time: '09:40-10:15',
    title: 'Autopilots for Tugboats - Tomás Ó Briain, Quayside, Inc.',
    room: 'Dock 1',
    type: 'Operations',
    descriptionHtml: 'This session has been cancelled: the tug was needed.',
    people: [person('tomas')],
    fields: [level('Advanced')],
    cancelled: true,
  },
  {
    shortId: '1cQb3',
    time: '09:40-10:15',
    title: 'Salt, Rust and Observability - Ìdòwú Adébáyò, Kvist & Sons',
    room: 'Dock 2',
    type: 'Operations',
    descriptionHtml: 'Corrosion is the slowest alert there is. Notes on traces from an engine room.',
    people: [person('idowu')],
    fields: [level('Any'), slidesAttached],
    files: [deck('c4', 'Salt, Rust & Observability.odp', 'rust')],
  },
  { shortId: '1cQb4', time: '10:15-10:45', title: 'Coffee Break', room: 'Foyer', type: 'Breaks' },
  {
    shortId: '1cQb5',
    time: '10:45-11:20',
    title: 'Intro: Buoy Project – Pieter de Vries, Buoy Project',
    room: 'Dock 1',
    type: 'Maintainers',
    descriptionHtml: 'Small beacons for large fleets: what Buoy is, and what it is not.',
    people: [person('pieter')],
    fields: [level('Beginner'), slidesAttached],
    files: [deck('1a', 'buoy-project-2024.pdf', 'buoy')],
  },
  {
    shortId: '1cQb6',
    time: '11:30-12:05',
    title: 'Deep Dive: Buoy Project – Pieter de Vries, Buoy Project',
    room: 'Dock 1',
    type: 'Maintainers',
    descriptionHtml: 'Gossip at low tide, quorum at high tide.',
    people: [person('pieter')],
    fields: [level('Advanced'), slidesAttached],
    // The very same deck, uploaded again.
    files: [deck('7c', 'buoy-project-2024 (1).pdf', 'buoy')],
  },
  {
    shortId: '1cQb7',
    time: '10:45-11:20',
    title: '#2b: Repairing an Undersea Cable Over the Network - Mei-Ling Huang, Lanternfish',
    room: 'Dock 2',
    type: 'Networking',
    descriptionHtml: 'What the trawler took, and how we found where.',
    people: [person('meiling')],
    fields: [level('Intermediate'), slidesAttached],
    files: [deck('66', 'Reparationen af søkablet – noter.pdf', 'undersea'), deck('66', 'splice.mov', 'undersea')],
    video: 'https://www.youtube.com/watch?v=underseaFix',
  },
  {
    shortId: '1cQb8',
    time: '11:30-12:05',
    title: 'Mirrors in the Lighthouse: A Registry That Works Offline - Jun Tanaka & Anaïs Lefèvre, Breakwater',
    room: 'Dock 2',
    type: 'Storage',
    people: [person('anais'), person('jun')],
    fields: [level('Intermediate'), slidesAttached],
    files: [deck('b0', 'slides.pdf', 'mirror')],
  },
  { shortId: '1cQb9', time: '12:15-12:30', title: 'Closing Remarks', room: 'Great Hall', type: 'Keynotes' },
];

/**
 * HarbourConf 2024: a conference that never was, two days in Aarhus, with one of everything that real programmes do to a
 * parser and an archive.
 */
export const harbour: SiteConference = {
  event: 'harbourconf2024',
  name: 'HarbourConf 2024',
  website: 'https://harbourconf.example/',
  city: 'Aarhus, Denmark',
  zone: 'Europe/Copenhagen',
  startsOn: FIRST_DAY,
  endsOn: SECOND_DAY,
  clock: '24h',
  ended: true,
  sessions: [
    ...firstDay.map((entry) => session(FIRST_DAY, entry)),
    ...secondDay.map((entry) => session(SECOND_DAY, entry)),
  ],
};
