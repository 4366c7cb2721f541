import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Records, RecordsBuilder, selectRecords } from './records.js';

const encoder = new TextEncoder();

/** Subjects as bytes of the source, or as texts, as the plain and the full reader give them. */
function built(subjects: readonly string[], isText: (i: number) => boolean): Records {
  const source = encoder.encode(subjects.join(''));
  const builder = new RecordsBuilder('decision', source, subjects.length);
  let at = 0;
  subjects.forEach((subject, i) => {
    const end = at + encoder.encode(subject).length;
    builder.add({ line: i + 1, start: at, end }, -1, -1);
    builder.setContext('');
    if (isText(i)) builder.setSubject(subject);
    else builder.setSubjectBytes(at, end);
    at = end;
  });
  return builder.finish();
}

const subjectsOf = ({ n, subjects, subjectEnds }: Records): string[] =>
  Array.from({ length: n }, (_, i) =>
    new TextDecoder().decode(subjects.subarray(i === 0 ? 0 : subjectEnds[i - 1], subjectEnds[i])),
  );

const subject = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }),
  fc.uuid(),
  fc.constantFrom('kunde-größer-0001', 'x', '名'.repeat(256)),
);

describe('records in columns', () => {
  it.each([1, 2, 44, 45, 46, 90, 91, 100])('hold %i references of 36 characters, however each came', (n) => {
    const subjects = Array.from({ length: n }, (_, i) => `5f0c1d5e-8d0e-4a63-9f27-${String(i).padStart(12, '0')}`);
    for (const isText of [() => true, () => false, (i: number) => i % 2 === 0, (i: number) => i === n - 1])
      expect(subjectsOf(built(subjects, isText))).toEqual(subjects);
  });

  it('hold references of any length, and give those of any selection', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ subject, isText: fc.boolean(), isKept: fc.boolean() })), (all) => {
        const records = built(
          all.map((one) => one.subject),
          (i) => all[i]!.isText,
        );
        expect(subjectsOf(records)).toEqual(all.map((one) => one.subject));
        const kept = all.flatMap(({ isKept }, i) => (isKept ? [i] : []));
        expect(subjectsOf(selectRecords(records, kept, new Map()))).toEqual(kept.map((i) => all[i]!.subject));
      }),
    );
  });
});
