import type { BinaryBinding } from '../../sections/index.js';

/**
 * Texts that count as 1 where the policy names no values, compared in lower case. `1.0` is how pandas writes a column of 0/1 with gaps,
 * `1.0E0` how Trino prints it.
 */
export const ONES: readonly string[] = ['1', 'true', '1.0', '1.0e0'];
export const ZEROS: readonly string[] = ['0', 'false', '0.0', '0.0e0'];

/** Whether the binding names one side only: the other side is then one further value, and no third may occur. */
export const isOneSided = (binding: BinaryBinding): boolean =>
  (binding.positive === null) !== (binding.negative === null);

/** The values that a one-sided binding names. */
export const namedValues = (binding: BinaryBinding): readonly string[] => binding.positive ?? binding.negative ?? [];

/**
 * What a text means under a binding: 1, 0, or null where it is neither. A binding that names one side only takes everything else as the
 * other side.
 */
export function binaryReader(binding: BinaryBinding): (text: string) => 0 | 1 | null {
  const { positive, negative } = binding;
  const meaning = new Map<string, 0 | 1>();
  for (const text of negative ?? []) meaning.set(text, 0);
  for (const text of positive ?? []) meaning.set(text, 1);
  if (positive !== null && negative !== null) return (text) => meaning.get(text) ?? null;
  if (positive !== null || negative !== null) {
    const rest = positive === null ? 1 : 0;
    return (text) => meaning.get(text) ?? rest;
  }
  for (const text of ZEROS) meaning.set(text, 0);
  for (const text of ONES) meaning.set(text, 1);
  return (text) => meaning.get(text) ?? meaning.get(text.toLowerCase()) ?? null;
}
