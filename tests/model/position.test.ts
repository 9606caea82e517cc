import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPosition } from '../../src/model/position.ts';

describe('splitPosition', () => {
  it.each([
    ['Principal Engineer, Syntasso', 'Principal Engineer', 'Syntasso'],
    ['Argo CD Maintainer, VP OSS, Octopus Deploy', 'Argo CD Maintainer, VP OSS', 'Octopus Deploy'],
    ['Key Researcher, Founder, fusioncore.ai, SBA-Research', 'Key Researcher, Founder, fusioncore.ai', 'SBA-Research'],
    ['Founder & CEO, Kopacetic, Inc.', 'Founder & CEO', 'Kopacetic, Inc.'],
    ['Software Engineer, Huawei Technologies Co., Ltd', 'Software Engineer', 'Huawei Technologies Co., Ltd'],
    [
      'Director, Product Management, Chronosphere, A Palo Alto Networks Company',
      'Director, Product Management',
      'Chronosphere, A Palo Alto Networks Company',
    ],
    ['Engineer, Splunk, a Cisco company', 'Engineer', 'Splunk, a Cisco company'],
    ['Orange Fellow | VP Software Engineering, Orange', 'Orange Fellow | VP Software Engineering', 'Orange'],
    ['Researcher, Leading Edge Forum', 'Researcher', 'Leading Edge Forum'],
    ['Block', null, 'Block'],
    ['Hitachi, Ltd.', null, 'Hitachi, Ltd.'],
    [
      'CNCF Platform Engineering Technical Community Group',
      null,
      'CNCF Platform Engineering Technical Community Group',
    ],
    ['Isovalent at Cisco', null, 'Isovalent at Cisco'],
    ['Cloud Researcher & Leader', 'Cloud Researcher & Leader', null],
    ['Technical Director for Operations', 'Technical Director for Operations', null],
    ['Staff Engineer at Google', 'Staff Engineer', 'Google'],
    ['CTO @ Buoyant', 'CTO', 'Buoyant'],
    ['Co-Founder, CTO', 'Co-Founder, CTO', null],
    ['Miro, Staff Site Reliability Engineer', 'Staff Site Reliability Engineer', 'Miro'],
    [' Engineer,\u00A0 Google , ', 'Engineer', 'Google'],
    [', ', null, null],
    ['', null, null],
  ])('takes %s apart', (text, jobTitle, company) => {
    expect(splitPosition(text)).toEqual({ jobTitle, company });
  });

  it('never throws and never gives a blank', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const { jobTitle, company } = splitPosition(text);
        expect(jobTitle?.trim()).not.toBe('');
        expect(company?.trim()).not.toBe('');
      }),
    );
  });
});
