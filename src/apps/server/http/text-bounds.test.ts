import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { anyText } from '../../../../test/support/generators/texts.js';
import { someText, textUpTo } from '../../../domain/settings/index.js';
import { parseRegistryDocument } from '../documents/registry-document.js';
import { newPasskey } from '../identity/passkey-schemas.js';
import * as schemas from '../identity/schemas.js';
import * as subjects from '../subjects/schemas.js';

test('a text schema publishes the bound that it keeps, in characters', () => {
  expect(z.toJSONSchema(someText(256))).toMatchObject({ type: 'string', minLength: 1, maxLength: 256 });
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 400 }), (text, most) => {
      const n = [...text].length;
      expect(textUpTo(most).safeParse(text).success).toBe(n <= most);
      expect(someText(most).safeParse(text).success).toBe(n > 0 && n <= most);
    }),
  );
});

const UNITS = ['x', 'é', '語', '😀'];
const REVIEW = { owner: 'a', reason: 'b', reviewAt: '2027-01-01T00:00:00Z' };

describe('bounds of texts in bodies count characters, of any width', () => {
  const cases: readonly [string, number, (text: string) => boolean][] = [
    ['subject', 256, (subject) => subjects.subjectRequest.safeParse({ subject }).success],
    ['basis', 500, (basis) => subjects.erasureRequest.safeParse({ subject: 'a', basis }).success],
    ['owner', 200, (owner) => subjects.holdRequest.safeParse({ ...REVIEW, subject: 'a', owner }).success],
    ['reason', 1000, (reason) => subjects.holdRequest.safeParse({ ...REVIEW, subject: 'a', reason }).success],
    ['password', 256, (password) => schemas.stepUp.safeParse({ password }).success],
    ['account', 200, (name) => schemas.newAccount.safeParse({ name, password: null, roles: [] }).success],
    ['passkey', 80, (name) => newPasskey.shape.name.safeParse(name).success],
    ['purpose', 1000, (purpose) => takesPurpose(purpose)],
  ];

  it.each(cases)('%s: %i', (_, most, takes) => {
    for (const unit of UNITS) expect([unit, takes(unit.repeat(most))]).toEqual([unit, true]);
    for (const unit of UNITS) expect([unit, takes(unit.repeat(most + 1))]).toEqual([unit, false]);
  });
});

function takesPurpose(purpose: string): boolean {
  try {
    parseRegistryDocument({ systems: [{ id: 's', purpose, domain: 'd', favourableOutcome: 1, owner: 'o' }] });
    return true;
  } catch {
    return false;
  }
}
