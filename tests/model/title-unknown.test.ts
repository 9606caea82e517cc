import { describe, expect, it } from 'vitest';
import { parseTitle } from '../../src/model/title.ts';

describe('where it is not known whether titles name people', () => {
  it.each([
    'Lunch - Hall B',
    'Lunch - Hall B, Level 2',
    'Lunch - Exhibit Hall',
    'Coffee Break - Foyer, Level 2',
    'Coffee Break - Foyer West',
    'Party - Stage A & Stage B',
    'Rust, Go, and C++ - A Comparison',
    'Rust, Go, and C++ - A Comparison, Finally',
    '25 years of MySQL - A Retrospective',
    'Going Home - An Odyssey',
    'WRINT Politikunterricht - Die Lernzielkontrolle',
    'Mind the Gap - Bridging Dev and Ops, Finally',
    'Mobile Wallet Technology - Harnessing Apple VAS and Google Smart TAP for Innovative App Development',
    'Google Play - Part I',
    'Privly - Share Privately',
    'Velociraptor - Dig Deeper',
    'Community Groups - North America',
  ])('nobody is named in %s', (published) => {
    expect(parseTitle(published, { people: 'unknown' })).toMatchObject({ title: published, people: [] });
  });

  it.each([
    ['X - Joy Zhang, Google', 'Joy Zhang'],
    ['X - Dan Garfield', 'Dan Garfield'],
    ['X - Flynn, Datawire', 'Flynn'],
    ['X - Shuting Zhao, Nirmata', 'Shuting Zhao'],
    ['X - Henning Jacobs, Zalando', 'Henning Jacobs'],
    ['X - An Nguyen, Google', 'An Nguyen'],
    ['X - Ming Hall, Google', 'Ming Hall'],
    ['X - Anu Engineer & Marton Elek, Cloudera', 'Anu Engineer; Marton Elek'],
    ['X - Richard (RichiH) Hartmann, SpaceNet AG', 'Richard (RichiH) Hartmann'],
  ])('people are named in %s', (published, names) => {
    const parsed = parseTitle(published, { people: 'unknown' });
    expect(parsed.title).toBe('X');
    expect(parsed.people.map(({ name }) => name).join('; ')).toBe(names);
  });

  it('an initial without its point counts where titles do name people', () => {
    const published = 'X - A Kumar, Google';
    expect(parseTitle(published, { people: 'unknown' }).people).toEqual([]);
    expect(parseTitle(published, { people: 'after_dash' }).people).toMatchObject([{ name: 'A Kumar' }]);
  });
});
