import { describe, expect, it } from 'vitest';
import { type KnownSession, settleKeys } from '../../src/model/identity.ts';
import type { Session } from '../../src/model/session.ts';
import { slug } from '../../src/model/text.ts';
import { person, session, slot } from '../setup/programme.ts';

/** `10:00 Title / Name, Name`: time and people may be missing. */
const LINE = /^(?:(\d\d:\d\d) )?([^/]+?)(?: \/ (.+))?$/;

function parts(line: string): { start: string | null; title: string; people: string[] } {
  const [, time, title = '', people] = LINE.exec(line) ?? [];
  return { start: time === undefined ? null : `2018-05-01T${time}:00`, title, people: people?.split(', ') ?? [] };
}

function stored(line: string, index: number, lines: readonly string[]): KnownSession {
  const { start, title, people } = parts(line);
  const before = lines.slice(0, index).filter((other) => parts(other).title === title).length;
  return {
    key: before === 0 ? slug(title) : `${slug(title)}-${before + 1}`,
    title,
    people,
    starts: start === null ? [] : [start],
  };
}

function read(line: string): Session {
  const { start, title, people } = parts(line);
  return session({
    key: slug(title),
    title,
    slots: start === null ? [] : [slot(start)],
    people: people.map((name) => person(name)),
  });
}

function settled(known: readonly string[], incoming: readonly string[]): string[] {
  return settleKeys(known.map(stored), incoming.map(read)).map(({ key }) => key);
}

describe('a session of a source without ids', () => {
  it.each<[string, string[], string[], string[]]>([
    ['that is new has a key of its title', [], ['10:00 Welcome'], ['welcome']],
    ['keeps its key when nothing changed', ['10:00 Welcome / Ann Lee'], ['10:00 Welcome / Ann Lee'], ['welcome']],
    [
      'keeps its key under a new title at the same time',
      ['10:00 Guest Speaker'],
      ['10:00 The State of Storage'],
      ['guest-speaker'],
    ],
    [
      'keeps its key at a new time',
      ['10:00 Storage for Everyone'],
      ['11:00 Storage for Everyone'],
      ['storage-for-everyone'],
    ],
    [
      'keeps its key when two swap their times',
      ['10:00 Storage for Everyone / Ann Lee', '11:00 Networks at Sea / Bo Ek'],
      ['10:00 Networks at Sea / Bo Ek', '11:00 Storage for Everyone / Ann Lee'],
      ['networks-at-sea', 'storage-for-everyone'],
    ],
    [
      'keeps its key at its time, beside one of the same title at another',
      ['10:00 Coffee Break', '15:00 Coffee Break'],
      ['10:15 Coffee Break', '15:00 Coffee Break'],
      ['coffee-break', 'coffee-break-2'],
    ],
    [
      'is known by its title without times',
      ['10:00 OpenSDS 101 - Introduction and Contribution Primer'],
      ['OpenSDS 101: Introduction and Contribution Primer'],
      ['opensds-101-introduction-and-contribution-primer'],
    ],
    [
      'is known by its speaker and some of its title',
      ['11:00 Reliable Storage for HA, DR, Clouds and Containers / Philip Reisner'],
      ['LINSTOR: Reliable Storage / Philip Reisner'],
      ['reliable-storage-for-ha-dr-clouds-and-containers'],
    ],
    [
      'is another one with the same speaker and another title',
      ['Storage at Sea / Ann Lee'],
      ['Harbour Walk / Ann Lee'],
      ['harbour-walk'],
    ],
    [
      'is another one with half of the title and another speaker',
      ['Storage at Sea / Ann Lee'],
      ['Storage on Land / Bo Ek'],
      ['storage-on-land'],
    ],
    [
      'gets a key of its own beside one of the same title',
      ['10:00 Coffee Break'],
      ['10:00 Coffee Break', '15:00 Coffee Break'],
      ['coffee-break', 'coffee-break-2'],
    ],
    [
      'never shares a key with another that has gone',
      ['10:00 Coffee Break', '11:00 Coffee'],
      ['15:00 Harbour Walk'],
      ['harbour-walk'],
    ],
    ['is known through accents and case', ['Søren Says HELLO'], ['soren says hello'], ['soren-says-hello']],
  ])('%s', (_, known, incoming, keys) => {
    expect(settled(known, incoming)).toEqual(keys);
  });

  it('is known in whatever order the page lists it', () => {
    const lines = ['09:00 Welcome', '10:00 Storage / Ann Lee', '11:00 Networks / Bo Ek', '12:00 Lunch'];
    expect(settled(lines, lines.toReversed())).toEqual(['lunch', 'networks', 'storage', 'welcome']);
  });

  it('is known among a thousand', () => {
    const lines = Array.from(
      { length: 1_000 },
      (_, number) => `Talk ${number} about some other thing / Speaker ${number}`,
    );
    expect(settled(lines, lines.toReversed())).toEqual(
      lines.map((line, index) => stored(line, index, []).key).toReversed(),
    );
  });

  it('keeps everything but its key', () => {
    const incoming = { ...read('10:00 The State of Storage'), aliases: ['the-state-of-storage', 'other'], track: 'A' };
    expect(settleKeys(['10:00 Guest Speaker'].map(stored), [incoming])).toEqual([
      { ...incoming, key: 'guest-speaker', aliases: ['other'] },
    ]);
  });
});
