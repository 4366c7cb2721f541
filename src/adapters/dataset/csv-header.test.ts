import { describe, expect, it } from 'vitest';
import { csvHeader } from './csv-header.js';

const header = (text: string, whole = true) => csvHeader('x.csv', text, whole);

describe('csvHeader', () => {
  it.each([
    ['a,b\n1,2\n', ',', ['a', 'b']],
    ['a;b;c\n1;2,5;3\n', ';', ['a', 'b', 'c']],
    ['a\tb\r\n', '\t', ['a', 'b']],
    ['a|b', '|', ['a', 'b']],
    ['only\n1\n', ',', ['only']],
    ['\ufeffa,b\n', ',', ['a', 'b']],
    ['"a,1","b ""x""",c\n', ',', ['a,1', 'b "x"', 'c']],
    ['"two\nlines",b\n', ',', ['two\nlines', 'b']],
    ['a,,b\n', ',', ['a', '', 'b']],
  ])('%j', (text, delimiter, columns) => {
    expect(header(text)).toEqual({ delimiter, columns });
  });

  it('refuses a header that does not end within what was read', () => {
    expect(() => header('a,b,c', false)).toThrow(/does not end/);
  });
  it('refuses a quote that does not end', () => {
    expect(() => header('"a,b\n1,2\n')).toThrow(/does not end/);
  });
  it('refuses a blank first line', () => {
    expect(() => header('\na,b\n')).toThrow(/blank/);
  });
});
