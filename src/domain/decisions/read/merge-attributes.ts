/** Attributes of a decision by name; null where a value was given as missing or taken back. */
export type Attributes<Value = string | null> = Readonly<Record<string, Value>>;

/**
 * What is known after attributes came later: each name that they give replaces what was there, null takes it back, the others stay. Race
 * may come from one system and sex from another. Views and audits both use this rule.
 *
 * @example mergeAttributes({ race: 'A', sex: 'F' }, { race: null, age: '25' }) // { race: null, sex: 'F', age: '25' }
 */
export function mergeAttributes<Value>(earlier: Attributes<Value>, later: Attributes<Value>): Attributes<Value> {
  return { ...earlier, ...later };
}
