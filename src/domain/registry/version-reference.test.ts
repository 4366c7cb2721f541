import { describe, expect, it } from 'vitest';
import { digestOfVersion, isVersionReference } from './version-reference.js';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const snapshot = {
  models: ['lending', 'team/hiring', 'empty'].map((id) => ({ id, system: 's', description: '' })),
  versions: [
    { model: 'lending', digest: digest('1'), label: '2026-10' },
    { model: 'lending', digest: digest('2'), label: '2026-11' },
    { model: 'team/hiring', digest: digest('3'), label: 'a@b' },
    { model: 'lending', digest: digest('4'), label: 'twice' },
    { model: 'lending', digest: digest('5'), label: 'twice' },
  ],
};
const failing = (reference: string) => {
  try {
    digestOfVersion(reference, snapshot);
  } catch (cause) {
    return cause as { code: string; message: string; remedy: string };
  }
  throw new Error(`${reference} was found`);
};

describe('a version that a person names', () => {
  it('is found by model and label, or by its digest', () => {
    expect(digestOfVersion('lending@2026-11', snapshot)).toBe(digest('2'));
    expect(digestOfVersion('team/hiring@a@b', snapshot)).toBe(digest('3'));
    expect(digestOfVersion(digest('9'), snapshot)).toBe(digest('9'));
  });

  it('is refused with what was meant', () => {
    expect(failing('lendign@2026-11')).toMatchObject({ code: 'NOT_FOUND', remedy: 'Did you mean "lending"?' });
    expect(failing('lending@2026-12')).toMatchObject({ code: 'NOT_FOUND', remedy: expect.stringContaining('2026-1') });
    expect(failing('lending@other').remedy).toContain('2026-10, 2026-11');
    expect(failing('empty@1').remedy).toContain('It has none');
    expect(failing('lending@twice')).toMatchObject({
      code: 'INVALID_ARGUMENT',
      remedy: `Give the digest of one: ${digest('4')}, ${digest('5')}.`,
    });
    for (const wrong of ['lending', '@1', 'lending@', '']) expect(failing(wrong).code).toBe('INVALID_ARGUMENT');
  });

  it('is told from a file by its form', () => {
    const forms = ['lending@1', digest('1'), 'model.json', './a@b', '/tmp/a@b', 'oip+http://host', 'a b@1', '@1', 'x@'];
    expect(forms.map(isVersionReference)).toEqual([true, true, false, false, false, false, false, false, false]);
  });
});
