import type { RecordRef } from '../record-documents/index.js';

/** A record that a document was made from and that is not what it was, or is there besides. */
export interface ChangedInput {
  readonly kind: string;
  readonly id: string;
  /** `changed`: its content is another one. `gone`: the document would not stand on it any more. `new`: it would stand on it as well. */
  readonly is: 'changed' | 'gone' | 'new';
  /** Digest that the record has now; that which it had where it is gone. */
  readonly digest: string | null;
}

const keyOf = ({ kind, id }: RecordRef): string => JSON.stringify([kind, id]);

/** What changed of the records that a document was made from, in their order; nothing where a document of now would be made from the same. */
export function changedInputs(before: readonly RecordRef[], now: readonly RecordRef[]): ChangedInput[] {
  const nowBy = new Map(now.map((one) => [keyOf(one), one]));
  const beforeKeys = new Set(before.map(keyOf));
  const was = before.flatMap((one): ChangedInput[] => {
    const { kind, id, digest } = one;
    const found = nowBy.get(keyOf(one));
    if (found === undefined) return [{ kind, id, is: 'gone', digest }];
    return found.digest === digest ? [] : [{ kind, id, is: 'changed', digest: found.digest }];
  });
  const isNew = now.filter((one) => !beforeKeys.has(keyOf(one)));
  return [...was, ...isNew.map(({ kind, id, digest }) => ({ kind, id, is: 'new' as const, digest }))];
}
