import { describe, expect, it } from 'vitest';
import { parseTitle } from '../../src/model/title.ts';

describe('brackets behind the people', () => {
  it.each([
    ['(Any Skill Level) (Limited Available Seating)', 'any', 'open', 'source{d}'],
    ['(Limited Available Seating) (Any Skill Level)', 'any', 'open', 'source{d}'],
    ['(Any Skill Level) (Recorded)', 'any', null, 'source{d}'],
    ['(Any Skill Level) (Session Will Not Be Recorded)', 'any', null, 'source{d}'],
    ['(Any Skill Level) [Virtual]', 'any', null, 'source{d}'],
    ['(Limited Available Seating; First-Come, First-Served)', null, 'open', 'source{d}'],
    ['(Any Skill Level) (First-Come, First-Served)', 'any', 'open', 'source{d}'],
    ['(Seating Is Limited)', null, 'open', 'source{d}'],
    ['(Waitlist (12))', null, 'waitlist', 'source{d}'],
    ['(Registration Closed) (Advanced Skill Level)', 'advanced', 'full', 'source{d}'],
    ['(Separate Registration & Fee Required)', null, null, 'source{d}'],
    ['(All Access Pass)', null, null, 'source{d}'],
    ['(Slides Attached; Video Follows) (Beginner Skill Level)', 'beginner', null, 'source{d}'],
    ['(Habitat.sh)', null, null, 'source{d} (Habitat.sh)'],
    ['(Habitat.sh) (Any Skill Level) (Recorded)', 'any', null, 'source{d} (Habitat.sh)'],
    ['(Any Skill Level) (Yahoo)', 'any', null, 'source{d} (Yahoo)'],
    ['(Tandon, Courant & Stern)', null, null, 'source{d} (Tandon, Courant & Stern)'],
    ['(Recorded Future)', null, null, 'source{d} (Recorded Future)'],
    ['(Level 3)', null, null, 'source{d} (Level 3)'],
  ])('are marks or a part of the company: %s', (brackets, level, availability, company) => {
    expect(parseTitle(`X - Francesc Campoy, source{d} ${brackets}`, { people: 'after_dash' })).toMatchObject({
      title: 'X',
      level,
      availability,
      people: [{ name: 'Francesc Campoy', company }],
    });
  });

  it('of a level that is two levels keep its wording only', () => {
    const parsed = parseTitle('X - Joy Zhang, Google (Beginner to Intermediate Skill Level)', { people: 'after_dash' });
    expect(parsed).toMatchObject({ level: null, publishedLevel: 'Beginner to Intermediate Skill Level' });
    expect(parsed.people).toMatchObject([{ name: 'Joy Zhang', company: 'Google' }]);
  });
});

describe('brackets in a name of a talk', () => {
  it.each([
    ['Dancing with Kubernetes (and Friends) - Joy Zhang, Google', 'Dancing with Kubernetes (and Friends)', null, 1],
    ['Isolation [A] (Part 2) - Joy Zhang, Google', 'Isolation (Part 2)', 'advanced', 1],
    ['Isolation (Any Skill Level) (by Joy Zhang, Google)', 'Isolation', 'any', 1],
    ['Isolation (Advanced Skill Level) (Part 2)', 'Isolation (Part 2)', 'advanced', 0],
    ['Isolation (Part 2) (Advanced Skill Level)', 'Isolation (Part 2)', 'advanced', 0],
    ['Isolation (Part 2)(Again) (Slides Attached)', 'Isolation (Part 2)(Again)', null, 0],
    ['Isolation (Any Skill Level) (Recorded)', 'Isolation', 'any', 0],
    ['Why Pods Die (Seats Available)', 'Why Pods Die (Seats Available)', null, 0],
    ['Training (Limited Memory Capacity)', 'Training (Limited Memory Capacity)', null, 0],
    ['How It All (Nearly) Closed (the Loop)', 'How It All (Nearly) Closed (the Loop)', null, 0],
    ['Badge Pick-up (Terminal 1 - Main Hall, Bella Center)', undefined, null, 0],
    ['(Part 2) (Part 3)', undefined, null, 0],
  ])('stay with it: %s', (published, title = published, level, people) => {
    const parsed = parseTitle(published, { people: 'after_dash' });
    expect(parsed).toMatchObject({ title, level });
    expect(parsed.people).toHaveLength(people);
  });

  it('do not hide a state before them', () => {
    expect(parseTitle('X - CANCELLED (see Thursday)', { people: 'after_dash' })).toMatchObject({
      title: 'X (see Thursday)',
      cancelled: true,
    });
  });
});
