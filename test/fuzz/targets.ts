import type fc from 'fast-check';

/** Something that takes bytes of strangers, with what may come of it. `check` throws when it does anything else. */
export interface Target {
  readonly name: string;
  readonly input: fc.Arbitrary<unknown>;
  readonly check: (input: never) => void | Promise<void>;
  readonly close?: () => Promise<void>;
}

export const target = <T>(name: string, input: fc.Arbitrary<T>, check: (input: T) => void | Promise<void>): Target => ({
  name,
  input,
  check: check as Target['check'],
});
