import { describe, expect, it } from 'vitest';
import { readableRecord } from './opened-record.js';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const part = (value: unknown) => ({ salt: new Uint8Array(32), content: bytes(value) });
const salt = new Uint8Array(32);

describe('readableRecord', () => {
  it('says first what people ask first, then the rest under its own name', () => {
    const opening = {
      salt,
      entry: bytes({ at: '2026-11-22T10:00:01.000Z', cutoff: { value: 0.5, from: 'deployment' }, version: null }),
      parts: new Map([
        ['payload', part({ inputs: { age: 31 }, outcome: 1, attributes: null, decidedAt: '2026-11-22T10:00:00.000Z' })],
        ['attributes', part({ sex: 'Male' })],
      ]),
    };
    expect(readableRecord(opening)).toEqual([
      ['Decided', '2026-11-22T10:00:00.000Z'],
      ['Received by the service', '2026-11-22T10:00:01.000Z'],
      ['Outcome', '1'],
      ['Cutoff', '0.5'],
      ['inputs: age', '31'],
      ['attributes: sex', 'Male'],
    ]);
  });

  it('believes the record where it gives its own cutoff', () => {
    const opening = {
      salt,
      entry: bytes({ cutoff: { value: 0.5, from: 'deployment' } }),
      parts: new Map([['payload', part({ cutoff: 0.7 })]]),
    };
    expect(readableRecord(opening)).toEqual([['Cutoff', '0.7']]);
  });

  it('says that nothing was decided, and in which unit what was', () => {
    const shown = (payload: object) =>
      readableRecord({ salt, entry: bytes({}), parts: new Map([['payload', part(payload)]]) });
    expect(shown({ outcome: null })).toEqual([['Outcome', 'no decision was made']]);
    expect(shown({ unit: 'USD', outcome: 1250.5 })).toEqual([
      ['Outcome', '1250.5'],
      ['Unit', 'USD'],
    ]);
  });

  it('gives no rows for bytes that are no JSON object', () => {
    const opening = { salt, entry: new Uint8Array([0xff]), parts: new Map([['payload', part([1, 2])]]) };
    expect(readableRecord(opening)).toEqual([]);
  });
});
