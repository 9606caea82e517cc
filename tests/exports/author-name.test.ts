import { describe, expect, it } from 'vitest';
import { authorName } from '../../src/exports/author-name.ts';

describe('a name in a bibliography', () => {
  it.each([
    ['Kei Kusunoki', 'Kei', '', 'Kusunoki', ''],
    ['Ad van der Veer', 'Ad', 'van der', 'Veer', ''],
    ['Sebastiaan van ’t Erve', 'Sebastiaan', 'van ’t', 'Erve', ''],
    ["Sebastiaan van 't Erve", 'Sebastiaan', "van 't", 'Erve', ''],
    ['José Ortega y Gasset', 'José', '', 'Ortega y Gasset', ''],
    ['Martin Luther King, Jr.', 'Martin Luther', '', 'King', 'Jr.'],
    ['Sammy Davis Jr.', 'Sammy', '', 'Davis', 'Jr.'],
    ['Dr. Ewa Kowalska', 'Ewa', '', 'Kowalska', ''],
    ['J. R. O’Neil', 'J. R.', '', 'O’Neil', ''],
    ['Anne-Marie Saint-Just', 'Anne-Marie', '', 'Saint-Just', ''],
    ['Kurt (KG) Garloff', 'Kurt (KG)', '', 'Garloff', ''],
    ['Łukasz  Gryglicki', 'Łukasz', '', 'Gryglicki', ''],
    ['Иван Петров', 'Иван', '', 'Петров', ''],
    ['Van Jones', 'Van', '', 'Jones', ''],
    ['van Dyke', 'van', '', 'Dyke', ''],
  ])('%s is split', (name, given, particle, family, suffix) => {
    expect(authorName(name)).toEqual({ kind: 'person', given, particle, family, suffix });
  });

  it.each([
    ['Zoë'],
    ['草間 一人'],
    ['张伟'],
    ['김 철수'],
    ['Wei Zhang (张伟)'],
    ['Red Hat'],
    ['CNCF Technical Oversight Committee'],
    ['Jane Doe and John Doe'],
    ['Doe, Jane'],
    ['@handle 42'],
    ['One Two Three Four Five Six Seven'],
  ])('%s is left as it is', (name) => {
    expect(authorName(name)).toEqual({ kind: 'literal', name });
  });
});
