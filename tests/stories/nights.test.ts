import { describe, expect, it } from 'vitest';
import { archived, DAY_MS, night, same } from '../cli/a-night.ts';
import { HARBOUR, type Trial, trialConference } from '../cli/trial-conference.ts';
import { dumpOf } from '../setup/trial-archive.ts';
import { deck } from '../sites/harbour/decks.ts';
import { person } from '../sites/harbour/people.ts';
import { all, altered, type ProgrammeChange, withdrawn } from '../sites/sched/programme-changes.ts';

describe('`changes`, after a night in which', () => {
  const TIDE = 'Reading the Tide: An Introduction to Service Meshes';
  const CASES: readonly (readonly [string, ProgrammeChange, readonly string[]])[] = [
    ['nothing happened', same, []],
    [
      'a session got another title, room, time and day',
      altered('1cQa5', {
        title: 'Reading the Waves - Anaïs Lefèvre, Breakwater (Beginner Skill Level)',
        room: 'Dock 1',
        start: '2024-05-15T10:45',
        end: '2024-05-15T11:20',
      }),
      [
        `${HARBOUR} (HarbourConf 2024): 1 session changed`,
        'Reading the Waves',
        `title: ${TIDE} -> Reading the Waves`,
        'time: 2024-05-14 10:30-11:05 -> 2024-05-15 10:45-11:20',
        'room: Dock 2 -> Dock 1',
      ],
    ],
    [
      'a session got another level, in its title',
      altered('1cQa5', { title: `${TIDE} - Anaïs Lefèvre, Breakwater (Advanced Skill Level)` }),
      [`${HARBOUR} (HarbourConf 2024): 1 session changed`, TIDE, 'level: beginner -> advanced'],
    ],
    [
      'a session got another track and abstract, and was sold out',
      altered('1cQa5', {
        title: `[SOLD OUT] ${TIDE} - Anaïs Lefèvre, Breakwater (Beginner Skill Level)`,
        type: 'Storage',
        descriptionHtml: '<p>A mesh is a net.</p>',
      }),
      [
        `${HARBOUR} (HarbourConf 2024): 1 session changed`,
        TIDE,
        'availability: (none) -> full',
        'track: Networking -> Storage',
        'abstract changed (103 -> 16 characters)',
        'link removed (code): https://github.com/harbourconf/tide',
      ],
    ],
    [
      'a speaker joined',
      altered('1cQa5', { people: [person('anais'), person('kofi')] }),
      [
        `${HARBOUR} (HarbourConf 2024): 1 session changed`,
        TIDE,
        'speakers: Anaïs Lefèvre -> Anaïs Lefèvre; Kofi Mensah',
        'companies: Breakwater -> Breakwater; Independent',
      ],
    ],
    [
      'the speakers of a session were put in another order',
      altered('1cQa6', { people: [person('tomas'), person('meiling')] }),
      [],
    ],
    [
      'a speaker got another company and job title',
      altered('1cQa5', {
        title: `${TIDE} - Anaïs Lefèvre, Acme (Beginner Skill Level)`,
        people: [{ ...person('anais'), position: 'Harbour Pilot, Acme' }],
      }),
      [
        `${HARBOUR} (HarbourConf 2024): 1 session changed`,
        TIDE,
        'job titles: Developer Advocate -> Harbour Pilot',
        'companies: Breakwater -> Acme',
      ],
    ],
    [
      'a session was cancelled',
      altered('1cQa5', { cancelled: true }),
      [`${HARBOUR} (HarbourConf 2024): 1 session cancelled`, TIDE, 'cancelled'],
    ],
    [
      'a session vanished',
      withdrawn('1cQa5'),
      [`${HARBOUR} (HarbourConf 2024): 1 session withdrawn`, TIDE, 'withdrawn'],
    ],
    [
      'a file got another label',
      altered('1cQa5', { files: [{ ...deck('66', 'slides.pdf', 'tide'), label: 'The deck' }] }),
      [],
    ],
  ];
  const DECK_CASES: typeof CASES = [
    [
      'a deck was uploaded',
      altered('1cQa2', { files: [deck('aa', 'cranes.pdf', 'eighty')] }),
      [`${HARBOUR} (HarbourConf 2024): 1 new deck`, 'A Century of Cranes', 'new deck: cranes.pdf (SIZE)'],
    ],
    [
      'a deck was taken away',
      altered('1cQa5', { files: [] }),
      [
        `${HARBOUR} (HarbourConf 2024): 1 session changed`,
        TIDE,
        'link removed (slides): FILES/harbourconf2024/66/slides.pdf (its file stays in the archive)',
      ],
    ],
    [
      'a deck was uploaded again under another name',
      altered('1cQa5', { files: [deck('0b', 'tide-final.pdf', 'tide')] }),
      [`${HARBOUR} (HarbourConf 2024): 1 file moved`, TIDE, 'file renamed, same content: slides.pdf -> tide-final.pdf'],
    ],
    [
      'a deck was uploaded again under its old name',
      altered('1cQa5', { files: [deck('0b', 'slides.pdf', 'tide')] }),
      [
        `${HARBOUR} (HarbourConf 2024): 1 file moved`,
        TIDE,
        'file moved, same content: FILES/harbourconf2024/66/slides.pdf -> FILES/harbourconf2024/0b/slides.pdf',
      ],
    ],
    [
      'a deck went to another session',
      all(altered('1cQa5', { files: [] }), altered('1cQa2', { files: [deck('0b', 'slides.pdf', 'tide')] })),
      [
        `${HARBOUR} (HarbourConf 2024): 1 new deck, 1 session changed`,
        TIDE,
        'link removed (slides): FILES/harbourconf2024/66/slides.pdf (its file stays in the archive)',
        'A Century of Cranes',
        'new deck: slides.pdf (SIZE)',
      ],
    ],
    [
      'a deck was replaced by another under another name',
      altered('1cQa5', { files: [deck('0b', 'tide-2.pdf', 'eighty')] }),
      [
        `${HARBOUR} (HarbourConf 2024): 1 new deck, 1 session changed`,
        TIDE,
        'link removed (slides): FILES/harbourconf2024/66/slides.pdf (its file stays in the archive)',
        'new deck: tide-2.pdf (SIZE)',
      ],
    ],
  ];

  const tell = async (trial: Trial, verb: 'crawl' | 'archive', change: ProgrammeChange): Promise<string[]> => {
    const before = dumpOf(trial.rows);
    const told = await night(trial, verb, change);
    if (change === same) expect(dumpOf(trial.rows)).toBe(before);
    expect(await night(trial, verb, change)).toEqual([]);
    return told;
  };

  it.each(CASES)('%s', async (_, change, lines) => {
    const trial = await trialConference();
    await trial.crawl();
    trial.clock.advance(DAY_MS);
    expect(await tell(trial, 'crawl', change)).toEqual(lines);
  });

  it.each(DECK_CASES)('%s', async (_, change, lines) => {
    const trial = await archived();
    expect(await tell(trial, 'archive', change)).toEqual(lines);
  });
});
