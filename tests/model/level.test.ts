import { describe, expect, it } from 'vitest';
import { isLevelLabel, levelFromField, levelFromText } from '../../src/model/level.ts';

describe('levelFromText', () => {
  it.each([
    ['Beginner Skill Level', 'beginner'],
    ['Intermediate', 'intermediate'],
    ['Advanced', 'advanced'],
    ['Any', 'any'],
    ['Any Skill Level', 'any'],
    ['All levels', 'any'],
    ['Suitable for all audiences', 'any'],
    ['INTERMEDIATE', 'intermediate'],
    ['Level 300', 'advanced'],
    ['Beginner - no prior knowledge', 'beginner'],
    ['Advanced (for developers who know the internals)', 'advanced'],
    ['Introductory and overview', null],
    ['Beginner / Intermediate', null],
    ['Developers', null],
    ['Introduction to Kubernetes', null],
    ['Basic Networking', null],
    ['constructor', null],
    ['', null],
  ])('reads %s as %s', (text, expected) => {
    expect(levelFromText(text)).toBe(expected);
  });
});

describe('isLevelLabel', () => {
  it.each([
    ['Audience Experience Level', true],
    ['Skill Level', true],
    ['Experience Level', true],
    ['Difficulty', true],
    ['Presentation level', true],
    ['Audience', false],
    ['Company', false],
    ['Sponsorship Level', false],
    ['Floor level', false],
    ['Session Slides Attached', false],
  ])('says of %s: %s', (label, expected) => {
    expect(isLevelLabel(label)).toBe(expected);
  });
});

describe('levelFromField', () => {
  it.each([
    ['Audience Experience Level', 'Any', { level: 'any', published: 'Any' }],
    ['Audience', 'Beginner', { level: 'beginner', published: 'Beginner' }],
    ['Audience', 'Developers', null],
    ['Skill Level', 'Wizard', { level: null, published: 'Wizard' }],
    ['Skill Level', ' ', null],
    ['Company', 'Intermediate', null],
  ])('reads %s = %s', (label, value, expected) => {
    expect(levelFromField(label, value)).toEqual(expected);
  });
});
