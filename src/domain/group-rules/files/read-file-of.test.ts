import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FileKind, readFileOf } from './index.js';

const KIND: FileKind<{ people: { n: number } }> = {
  schema: z.looseObject({ people: z.strictObject({ n: z.number() }) }),
  whole: 'the count',
  code: 'RULE_INVALID',
  remedy: 'Count again.',
};

describe('a file of a kind', () => {
  it('is refused with its path and the place of the fault', () => {
    for (const [text, message] of [
      ['{', 'a.json is no JSON'],
      ['{"people": {"n": 1}, "people": {"n": 2}}', 'a.json has the key "people" twice'],
      ['[]', 'a.json: the count: '],
      ['{"people": {"n": "1"}}', 'a.json: people.n: '],
    ] as const)
      expect(() => readFileOf(KIND, text, 'a.json')).toThrow(message);
  });

  it('is given with what its schema leaves out, and tells later faults by its path', () => {
    const { content, value, invalid } = readFileOf(KIND, '{"people": {"n": 1}, "by": "me"}', 'a.json');
    expect(content.people.n).toBe(1);
    expect(value).toEqual({ people: { n: 1 }, by: 'me' });
    expect(invalid(' was changed')).toMatchObject({ code: 'RULE_INVALID', message: 'a.json was changed' });
  });
});
