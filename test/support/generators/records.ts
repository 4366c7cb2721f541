import fc from 'fast-check';
import { numberText, strangeNumberText } from './numbers.js';
import { anyText, reference, spelling, wholeText } from './texts.js';
import { strangeTime, writtenTime } from './times.js';

/**
 * Members of a JSON object as texts, each a key and the spelling of its value: what goes over the wire is text, and
 * `JSON.stringify` would spell it in one way only.
 */
export type Members = readonly (readonly [key: string, value: string])[];

/** The object as text, its keys plain. */
export const objectText = (members: Members): string =>
  `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;

/** Members in which one has another value; added when it was not there. */
export const withMember = (members: Members, key: string, value: string): Members =>
  members.some(([name]) => name === key)
    ? members.map(([name, old]) => [name, name === key ? value : old] as const)
    : [...members, [key, value]];

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const key = wholeText.filter((text) => !FORBIDDEN.has(text));

const object = (value: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(fc.tuple(key, value, fc.nat(2)), { maxLength, selector: ([name]) => name })
    .chain((members) =>
      fc.tuple(...members.map(([name, inner]) => spelling(fc.constant(name)).map((k) => `${k}:${inner}`))),
    )
    .map((members) => `{${members.join(',')}}`);

/** A text, number, boolean or null, in JSON. */
export const scalarText: fc.Arbitrary<string> = fc.oneof(
  spelling(wholeText),
  numberText,
  fc.constantFrom('true', 'false', 'null'),
);

/** A JSON object a few levels deep, with any keys and values that records may hold. */
export const nestedText: fc.Arbitrary<string> = fc.oneof(
  object(scalarText, 4),
  object(
    fc.oneof(
      scalarText,
      object(scalarText, 2),
      fc.array(scalarText, { maxLength: 3 }).map((l) => `[${l.join(',')}]`),
    ),
    4,
  ),
  fc.integer({ min: 63, max: 66 }).map((n) => `{${Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join(',')}}`),
);

export interface RecordPlaces {
  readonly deployment: string;
  /** No record is decided later. */
  readonly latestMs: number;
}

const shuffled = (fields: Record<string, string>): fc.Arbitrary<Members> => {
  const members = Object.entries(fields);
  return fc.shuffledSubarray(members, { minLength: members.length });
};

const REQUIRED = ['id', 'deployment', 'subject', 'decidedAt', 'outcome', 'route'] as const;
const id = fc.uuid().map((text) => `"${text}"`);

/** Records as most senders write them: printable ASCII, short, times with milliseconds. */
export const ordinaryMembers = ({ deployment, latestMs }: RecordPlaces): fc.Arbitrary<Members> =>
  fc
    .record(
      {
        id,
        deployment: fc.constant(JSON.stringify(deployment)),
        subject: fc.oneof(
          id,
          fc.stringMatching(/^[ !#-[\]-~]{1,40}$/).map((text) => `"${text}"`),
        ),
        decidedAt: fc.nat(3 * 86_400_000).map((ago) => `"${new Date(latestMs - ago).toISOString()}"`),
        outcome: fc.constantFrom('0', '1'),
        route: fc.constantFrom('"automatic"', '"reviewed"', '"fallback"'),
        score: fc.double({ min: 0, max: 1, noNaN: true }).map((score) => String(score)),
        cutoff: fc.constantFrom('0.5', '0.25', '7', '100'),
        inputs: fc
          .dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.oneof(fc.integer(), fc.boolean(), fc.constant('x')))
          .map((inputs) => JSON.stringify(inputs)),
        attributes: fc.constantFrom('{"race":"Caucasian","sex":"Male"}', '{}', '{"age_group":null}', 'null'),
        jurisdiction: fc.constant('"US-FL"'),
        metadata: fc.constantFrom('{}', '{"a":{"b":[1,2.5,true]}}'),
      },
      { requiredKeys: [...REQUIRED] },
    )
    .chain(shuffled);

/** Decision records that follow the contract, in any spelling and any order of fields; some ordinary. Each has an id. */
export const decisionMembers = (places: RecordPlaces): fc.Arbitrary<Members> =>
  fc.oneof(
    ordinaryMembers(places),
    fc
      .record(
        {
          id,
          deployment: spelling(fc.constant(places.deployment)),
          subject: spelling(reference),
          decidedAt: writtenTime(places.latestMs).map(({ text }) => `"${text}"`),
          outcome: fc.constantFrom('0', '1', '1.0', '1e0', '-0'),
          route: fc.constantFrom('"automatic"', '"reviewed"', '"fallback"', '"\\u0061utomatic"'),
          score: numberText,
          cutoff: numberText,
          inputs: nestedText,
          metadata: nestedText,
          attributes: object(scalarText, 4),
          jurisdiction: spelling(reference),
        },
        { requiredKeys: [...REQUIRED] },
      )
      .chain(shuffled),
  );

const strangeValue = fc.oneof(
  spelling(anyText),
  numberText,
  strangeNumberText,
  strangeTime.map((text) => JSON.stringify(text)),
  fc.constantFrom('null', 'true', '[]', '{}', '[1]', '{"a":{"b":1}}', '""', `"${'x'.repeat(257)}"`, '2', '"\\ud800"'),
);

/** The same with one or two fields that the contract may not take: wrong types, bad times, broken texts, unknown names. */
export const strangeMembers = (places: RecordPlaces): fc.Arbitrary<Members> =>
  fc
    .tuple(
      decisionMembers(places),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            'id',
            'deployment',
            'version',
            'cutoff',
            'subject',
            'decidedAt',
            'inputs',
            'score',
            'outcome',
          ),
          strangeValue,
        ),
        { maxLength: 2 },
      ),
      fc.array(
        fc.tuple(fc.constantFrom('route', 'attributes', 'jurisdiction', 'metadata', 'unknown', 'Id', ''), strangeValue),
        { maxLength: 1 },
      ),
    )
    .map(([members, first, second]) =>
      [...first, ...second].reduce((now, [field, value]) => withMember(now, field, value), members as Members),
    );

/** Labels about the decisions of these ids. */
export const labelMembers = (decision: fc.Arbitrary<string>, latestMs: number): fc.Arbitrary<Members> =>
  fc
    .record({
      decision: decision.map((id) => `"${id}"`),
      label: fc.constantFrom('0', '1', '1.0', '0e0', '-0'),
      knownAt: writtenTime(latestMs).map(({ text }) => `"${text}"`),
    })
    .chain(shuffled);

/** The same with one or two fields of strange values, broken texts among them, or one too many. */
export const strangeLabelMembers = (latestMs: number): fc.Arbitrary<Members> =>
  fc
    .tuple(
      labelMembers(fc.uuid(), latestMs),
      fc.array(fc.tuple(fc.constantFrom('decision', 'label', 'knownAt', 'unknown', ''), strangeValue), {
        minLength: 1,
        maxLength: 2,
      }),
    )
    .map(([members, changes]) =>
      changes.reduce((now, [field, value]) => withMember(now, field, value), members as Members),
    );
