import { describe, expect, it } from 'vitest';
import { splitStatements } from '../../src/cli/statements.ts';

describe('SQL as typed', () => {
  it.each<[string, string, string[], string]>([
    ['one statement', 'SELECT 1;', ['SELECT 1'], ''],
    ['one that is not ended', 'SELECT 1', [], 'SELECT 1'],
    ['two', 'SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2'], ''],
    ['a semicolon in a text', "SELECT 'a;b', 'it''s;';", ["SELECT 'a;b', 'it''s;'"], ''],
    ['a semicolon in names', 'SELECT "a;b", [c;d], `e;f`;', ['SELECT "a;b", [c;d], `e;f`'], ''],
    ['semicolons in comments', 'SELECT 1 -- a;\n/* b; */;', ['SELECT 1 -- a;\n/* b; */'], ''],
    ['a text that is still open', "SELECT 'a;\n", [], "SELECT 'a;"],
    ['a comment that is still open', 'SELECT 1 /* a;', [], 'SELECT 1 /* a;'],
    ['nothing', ' ;\n; -- only this\n', [], ''],
    ['a minus and a division', 'SELECT 3-1, 4/2;', ['SELECT 3-1, 4/2'], ''],
  ])('with %s is cut at the right semicolons', (_, sql, whole, rest) => {
    expect(splitStatements(sql)).toEqual({ whole, rest });
  });
});
