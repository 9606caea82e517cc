import { describe, expect, it } from 'vitest';
import { type ParsedTitle, parseTitle } from '../../src/model/title.ts';

const parse = (published: string): ParsedTitle => parseTitle(published, { people: 'after_dash' });

describe('the word for the kind', () => {
  it.each([
    ['Keynote: Running with Scissors', 'keynote', 'Running with Scissors'],
    ['Keynote: To Be Announced', 'keynote', 'To Be Announced'],
    ['Sponsored Keynote: Network, Please Evolve', 'keynote', 'Network, Please Evolve'],
    ['Keynote - Day2', 'keynote', 'Day2'],
    ['Keynote -Day1 Evening', 'keynote', 'Day1 Evening'],
    ['Lightning Talk: Istio by Example', 'lightning_talk', 'Istio by Example'],
    ['⚡Lightning Talk: The < Meta /> Trick', 'lightning_talk', 'The < Meta /> Trick'],
    ['Project Lightning Talk: Harbor Update', 'lightning_talk', 'Harbor Update'],
    ['Harbor Update | Project Lightning Talk', 'lightning_talk', 'Harbor Update'],
    ['Panel: Mesh', 'panel', 'Mesh'],
    ['Panel Discussion: Mesh', 'panel', 'Mesh'],
    ['Tutorial: Using Istio', 'tutorial', 'Using Istio'],
    ['📚 Tutorial: 5 Stages of Kubernetes', 'tutorial', '5 Stages of Kubernetes'],
    ['Tututorial: Building Security', 'tutorial', 'Building Security'],
    ['ArgoCon | Sponsored Keynote - Argo CD vs the World', 'keynote', 'ArgoCon | Argo CD vs the World'],
    ['ArgoCon l Sponsored Keynote: Argo CD vs the World', 'keynote', 'ArgoCon | Argo CD vs the World'],
    ['🚨 ContribFest: Headlamp', null, 'ContribFest: Headlamp'],
    ['Intro: Helm', null, 'Intro: Helm'],
    ['Deep Dive: CoreDNS', null, 'Deep Dive: CoreDNS'],
    ['Meet the Maintainer: Linkerd', null, 'Meet the Maintainer: Linkerd'],
    ['Project Office Hours: Harbor', null, 'Project Office Hours: Harbor'],
    ['Birds of a Feather: Knative', null, 'Birds of a Feather: Knative'],
    ['Lightning Talk Hosts', null, 'Lightning Talk Hosts'],
    ['Keynote:', null, 'Keynote:'],
    ['Tutorials for Everyone', null, 'Tutorials for Everyone'],
  ])('of %s is %s', (published, kind, title) => {
    expect(parse(published)).toMatchObject({ kind, title });
  });
});

describe('levels', () => {
  it.each([
    ['X - Joy Zhang, Google (Beginner Skill Level)', 'beginner', 'Beginner Skill Level'],
    ['X - Joy Zhang, Google (Intermediate Skill Level) (Slides Attached)', 'intermediate', 'Intermediate Skill Level'],
    ['X - Joy Zhang, Google (Slides Attached) (Advanced Skill Level)', 'advanced', 'Advanced Skill Level'],
    ['"X - Joy Zhang, Google (Any Skill Level) (Slides Attached)"', 'any', 'Any Skill Level'],
    ['X [B] - Joy Zhang, Google', 'beginner', 'B'],
    ['X [I] - Joy Zhang, Google', 'intermediate', 'I'],
    ['X [A] - Joy Zhang, Google', 'advanced', 'A'],
    ['X (Intermediate) - Joy Zhang, Google', 'intermediate', 'Intermediate'],
    ['X - Joy Zhang, Google (Slides Attached)', null, null],
    ['X - Joy Zhang, Google', null, null],
  ])('stand in %s', (published, level, publishedLevel) => {
    const parsed = parse(published);
    expect(parsed).toMatchObject({
      title: 'X',
      level,
      publishedLevel,
      people: [{ name: 'Joy Zhang', company: 'Google' }],
    });
  });

  it.each([
    'Optional Typing (in Python)',
    'Container Isolation at Scale (Introducing gVisor)',
    'RBAC (A)',
    'Levels of Isolation (Part 2)',
  ])('do not stand in %s', (published) => {
    expect(parse(published)).toMatchObject({ title: published, level: null, publishedLevel: null });
  });
});

describe('state marks', () => {
  it.each([
    ['[CANCELLED] X', { cancelled: true }],
    ['CANCELLED: X', { cancelled: true }],
    ['X (Cancelled)', { cancelled: true }],
    ['X - CANCELED', { cancelled: true }],
    ['Keynote: [CANCELLED] X', { cancelled: true, kind: 'keynote' }],
    ['[CANCELLED] ⚡Lightning Talk: X', { cancelled: true, kind: 'lightning_talk' }],
    ['[ROOM UPDATED] X', {}],
    ['[ROOM UPDATED] ⚡Lightning Talk: X', { kind: 'lightning_talk' }],
    ['SOLD OUT - X - SOLD OUT', { availability: 'full' }],
    ['[SOLD OUT] X', { availability: 'full' }],
    ['X - SOLD OUT (Waitlist Available)', { availability: 'waitlist' }],
    ['X (REGISTRATION NOW CLOSED)', { availability: 'full' }],
    ['X (Limited Availability; First-Come, First-Served)', { availability: 'open' }],
    ['X (Limited Availability; First-Come, First-Served Basis)', { availability: 'open' }],
    ['X (Limited Seating Available - See Description for Details)', { availability: 'open' }],
    ['X (Additional Registration + Fee Required)', {}],
    ['X (Pre-Registration is Required; Details in Description)', {}],
    ['X (RSVP is required to attend, details in description)', {}],
    ['X | ALL ACCESS PASS REQUIRED', {}],
    ['X - Pre-registration required', {}],
    ['[CANCELLED - see Thursday] X', { cancelled: true }],
    ['X | SEPARATE REGISTRATION REQUIRED', {}],
    ['[SOLD OUT] X | SEPARATE REGISTRATION REQUIRED', { availability: 'full' }],
    ['[VIRTUAL] X', {}],
    ['X (Slides Attached)', {}],
  ])('of %s', (published, expected) => {
    expect(parse(published)).toEqual({
      title: 'X',
      kind: null,
      level: null,
      publishedLevel: null,
      cancelled: false,
      availability: null,
      people: [],
      ...expected,
    });
  });

  it.each([
    'CANCELLED',
    '[SOLD OUT]',
    '(Slides Attached)',
    'Lunch (Provided)',
    'Lunch Break (not provided)',
    'How We Cancelled the Pager',
    'Contexts in Go (Cancelled Goroutines)',
    'Requests That Are Auto-cancelled',
    'React (Full Stack)',
    'Designing a Control-Panel',
  ])('are none in %s', (published) => {
    expect(parse(published).title).toBe(published);
  });

  it('of seats left are read from the end of the link, where the script of the page puts them', () => {
    expect(parse('Kubernetes 101 Workshop FULL')).toMatchObject({
      title: 'Kubernetes 101 Workshop',
      availability: 'full',
    });
  });
});

describe('the rest of a title', () => {
  it.each([
    ['"Newcomer\'s Lounge"', "Newcomer's Lounge"],
    ['“Tilt? Goreman? Make?”', '“Tilt? Goreman? Make?”'],
    ['"Will it Kubernetes?" A Journey', '"Will it Kubernetes?" A Journey'],
    ['#dlfLAC-HBCU plenary: opening', '#dlfLAC-HBCU plenary: opening'],
    ['  Two  spaces\tand a tab ', 'Two spaces and a tab'],
    ['', ''],
    [' \u00A0', ''],
  ])('%s', (published, title) => {
    expect(parse(published).title).toBe(title);
  });
});
