import type { SiteConference } from './sched/conference.ts';

/** Another conference at the same address, as after a sub-domain was given away. */
export const fjordcamp: SiteConference = {
  event: 'fjordcamp',
  name: 'Fjordcamp 2025',
  website: 'https://fjordcamp.example/',
  city: 'Bergen, Norway',
  zone: 'Europe/Oslo',
  startsOn: '2025-06-01',
  endsOn: '2025-06-01',
  clock: '24h',
  ended: false,
  sessions: Array.from({ length: 30 }, (_, index) => ({
    md5: String(index).padStart(32, 'f'),
    shortId: `Zz${index}`,
    title: `Talk ${index}`,
    start: '2025-06-01T09:00',
    end: '2025-06-01T10:00',
    room: null,
    descriptionHtml: '<br>',
    people: [],
    type: 'Talks',
    fields: [],
    files: [],
  })),
};
