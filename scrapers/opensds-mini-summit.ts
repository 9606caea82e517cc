import type { Edition } from '../src/model/edition.ts';

/**
 * The OpenSDS mini summits. That of 2018 is one session of KubeCon + CloudNativeCon Europe: its agenda is the text of
 * that session's description, with no break between the items.
 */
export const opensdsMiniSummit: readonly Edition[] = [
  {
    slug: 'opensds-mini-summit-2018',
    series: 'opensds-mini-summit',
    platform: 'agenda',
    url: 'https://kccnceu18.sched.com/event/EBoD',
    facts: {
      name: 'OpenSDS Mini Summit 2018',
      city: 'Copenhagen',
      country: 'Denmark',
      timeZone: 'Europe/Copenhagen',
      startsOn: '2018-05-01',
      endsOn: '2018-05-01',
    },
    parameters: { selector: '.tip-description', day: '2018-05-01' },
  },
];
