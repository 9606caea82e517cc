import { describe, expect, it } from 'vitest';
import { parseAgendaLine } from '../../src/model/agenda-line.ts';

/** A line as `start-end | title | Name, job title, company; ...`. */
function told(line: string): string | null {
  const parsed = parseAgendaLine(line);
  if (parsed === null) return null;
  const people = parsed.people.map(({ name, jobTitle, company }) =>
    [name, jobTitle, company].filter((part) => part !== null).join(', '),
  );
  return `${parsed.startTime ?? ''}-${parsed.endTime ?? ''} | ${parsed.title} | ${people.join('; ')}`;
}

describe('an agenda line', () => {
  it.each([
    [
      'Introduction (by Steven Tan, OpenSDS TSC Chair, Huawei)',
      '- | Introduction | Steven Tan, OpenSDS TSC Chair, Huawei',
    ],
    [
      'OpenSDS Aruba Release For OpenStack & Containers (by Rakesh Jain, OpenSDS TSC Vice-Chair, IBM)',
      '- | OpenSDS Aruba Release For OpenStack & Containers | Rakesh Jain, OpenSDS TSC Vice-Chair, IBM',
    ],
    [
      'OpenSDS 101: Introduction and Contribution Primer (by Xing Yang & Sean McGinnis, Huawei)',
      '- | OpenSDS 101: Introduction and Contribution Primer | Xing Yang, Huawei; Sean McGinnis, Huawei',
    ],
    [
      'What is the Container Storage Interface (CSI) (by Saad Ali, Google)',
      '- | What is the Container Storage Interface (CSI) | Saad Ali, Google',
    ],
    [
      'SNIA Swordfish: Scalable Storage Management (by Alex McDonald NetApp, SNIA)',
      '- | SNIA Swordfish: Scalable Storage Management | Alex McDonald, NetApp, SNIA',
    ],
    ['Hyperscale Storage (Yusuke Sato, Yahoo Japan)', '- | Hyperscale Storage | Yusuke Sato, Yahoo Japan'],
    ['Storage Interface (CSI)', '- | Storage Interface (CSI) | '],
    [
      '10:45-11:15 Our Cloud Storage Design – Kei Kusunoki, NTT Communications',
      '10:45-11:15 | Our Cloud Storage Design | Kei Kusunoki, NTT Communications',
    ],
    [
      '11:15-12:00 OpenSDS 101 - Introduction - Sean McGinnis, Huawei',
      '11:15-12:00 | OpenSDS 101 - Introduction | Sean McGinnis, Huawei',
    ],
    ['12:00-13:30 Lunch Break (not provided)', '12:00-13:30 | Lunch Break (not provided) | '],
    ['17:45-18:00 Closing – OpenSDS TSC', '17:45-18:00 | Closing | '],
    ['• 10:00–10:15 | Break', '10:00-10:15 | Break | '],
    ['- 9:00 Registration', '09:00- | Registration | '],
  ])('%s', (line, expected) => {
    expect(told(line)).toBe(expected);
  });

  it.each([
    ['09:00-09:30 X', '09:00', '09:30'],
    ['9:00 – 9:30 X', '09:00', '09:30'],
    ['9.00 – 9.30 X', '09:00', '09:30'],
    ['9:00 am - 10:30 am X', '09:00', '10:30'],
    ['9:00am to 1:30pm X', '09:00', '13:30'],
    ['9-10am X', '09:00', '10:00'],
    ['11 - 1 pm X', '11:00', '13:00'],
    ['12:30pm: X', '12:30', null],
    ['12 am X', '00:00', null],
    ['(10:00-11:00) X', '10:00', '11:00'],
    ['10:00 Uhr X', '10:00', null],
    ['23:30 - 00:30 X', '23:30', '00:30'],
    ['22:00-24:00 X', '22:00', '00:00'],
  ])('begins with a time: %s', (line, startTime, endTime) => {
    expect(parseAgendaLine(line)).toMatchObject({ startTime, endTime, title: 'X' });
  });

  it.each([
    '1.14 in Code',
    '5G to 6G',
    '3 Years Onward',
    '2018 in Review',
    '24:00-25:00 X',
    '10:61 X',
    '13:00 pm X',
    '9 to 5',
    '16:9 Displays',
  ])('begins with no time: %s', (line) => {
    expect(parseAgendaLine(line)).toMatchObject({ startTime: null, endTime: null, title: line });
  });

  it.each(['', ' \u00A0', '10:00', '10:00-10:30', '– –', '123'])('is none without words: %j', (line) => {
    expect(parseAgendaLine(line)).toBeNull();
  });
});
