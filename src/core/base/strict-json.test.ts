import { describe, expect, it } from 'vitest';
import { AmbiguousJson, jsonFault, parseStrict } from './strict-json.js';

const fault = (text: string): string => {
  try {
    parseStrict(text);
    return 'read';
  } catch (cause) {
    return jsonFault(cause);
  }
};

describe('JSON that somebody wrote', () => {
  it.each([
    ['{"A":1,"A":2}', 'has the key "A" twice'],
    ['{"A":1,"\\u0041":2}', 'has the key "A" twice'],
    ['[{"x":{"a":1,"b":{},"a":2}}]', 'has the key "a" twice'],
    ['{"__proto__":1,"__proto__":2}', 'has the key "__proto__" twice'],
    [`{"${'k'.repeat(90)}":1,"${'k'.repeat(90)}":2}`, `has the key "${'k'.repeat(60)}..." twice`],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'is nested deeper than 64'],
    ['{"A":', 'is no JSON'],
    ['', 'is no JSON'],
    ['[{"a":1},{"a":2}]', 'read'],
    ['{"a":{"a":{"a":"a"}},"b":"\\"a\\":1,\\\\"}', 'read'],
    ['{"a":"{\\"b\\":1,\\"b\\":2}"}', 'read'],
  ])('%s %s', (text, said) => expect(fault(text)).toBe(said));

  it('is what JSON.parse reads', () => {
    const text = '{"a":[1,2.5,null,true,"é\\n"],"__proto__":{"x":1}}';
    expect(parseStrict(text)).toEqual(JSON.parse(text));
    expect(() => parseStrict('{"a":1,"a":1}')).toThrow(AmbiguousJson);
  });
});
